import type { Routes } from "@/lib/http/openapi";
import * as healthz from "../../healthz/route";
import * as metrics from "../../metrics/route";
import * as readyz from "../../readyz/route";
import * as v1ChatCompletions from "../../v1/chat/completions/route";
import * as v1Embeddings from "../../v1/embeddings/route";
import * as v1MessagesCountTokens from "../../v1/messages/count_tokens/route";
import * as v1Messages from "../../v1/messages/route";
import * as v1ModelsId from "../../v1/models/[...id]/route";
import * as v1Models from "../../v1/models/route";
import * as v1Responses from "../../v1/responses/route";
import * as v1Traces from "../../v1/traces/route";
import * as allowanceRequestsIdDecline from "../allowance-requests/[id]/decline/route";
import * as allowanceRequestsIdGrant from "../allowance-requests/[id]/grant/route";
import * as allowanceRequests from "../allowance-requests/route";
import * as allowancesIdEntries from "../allowances/[id]/entries/route";
import * as allowancesIdGrants from "../allowances/[id]/grants/route";
import * as allowancesIdRequests from "../allowances/[id]/requests/route";
import * as allowancesId from "../allowances/[id]/route";
import * as allowances from "../allowances/route";
import * as audit from "../audit/route";
import * as authNextauth from "../auth/[...nextauth]/route";
import * as conversationsIdEvents from "../conversations/[id]/events/route";
import * as conversationsIdExport from "../conversations/[id]/export/route";
import * as conversationsIdResponses from "../conversations/[id]/responses/route";
import * as conversationsId from "../conversations/[id]/route";
import * as conversationsIdShares from "../conversations/[id]/shares/route";
import * as conversationsIdStop from "../conversations/[id]/stop/route";
import * as conversations from "../conversations/route";
import * as endpointsId from "../endpoints/[id]/route";
import * as endpointsDiscovered from "../endpoints/discovered/route";
import * as endpoints from "../endpoints/route";
import * as groupsIdMembers from "../groups/[id]/members/route";
import * as groupsId from "../groups/[id]/route";
import * as groups from "../groups/route";
import * as keysIdRotate from "../keys/[id]/rotate/route";
import * as keysId from "../keys/[id]/route";
import * as keys from "../keys/route";
import * as mePassword from "../me/password/route";
import * as me from "../me/route";
import * as modelsId from "../models/[...id]/route";
import * as models from "../models/route";
import * as noticesIdSeen from "../notices/[id]/seen/route";
import * as notices from "../notices/route";
import * as quote from "../quote/route";
import * as reservationsIdRelease from "../reservations/[id]/release/route";
import * as reservationsId from "../reservations/[id]/route";
import * as reservationsIdSettle from "../reservations/[id]/settle/route";
import * as reservations from "../reservations/route";
import * as sharesTokenEvents from "../shares/[token]/events/route";
import * as sharesToken from "../shares/[token]/route";
import * as signUp from "../sign-up/route";
import * as tracesId from "../traces/[id]/route";
import * as usageCallsId from "../usage/calls/[id]/route";
import * as usageCalls from "../usage/calls/route";
import * as usage from "../usage/route";
import * as usersId from "../users/[id]/route";
import * as users from "../users/route";
import * as vouchersId from "../vouchers/[id]/route";
import * as vouchersRedeem from "../vouchers/redeem/route";
import * as vouchers from "../vouchers/route";

/** Every route there is, by its path. A test compares this list with the files. */
export const routes: Record<string, Routes> = {
  "/api/allowance-requests/{id}/decline": allowanceRequestsIdDecline,
  "/api/allowance-requests/{id}/grant": allowanceRequestsIdGrant,
  "/api/allowance-requests": allowanceRequests,
  "/api/allowances/{id}/entries": allowancesIdEntries,
  "/api/allowances/{id}/grants": allowancesIdGrants,
  "/api/allowances/{id}/requests": allowancesIdRequests,
  "/api/allowances/{id}": allowancesId,
  "/api/allowances": allowances,
  "/api/audit": audit,
  "/api/auth/{nextauth}": authNextauth,
  "/api/conversations/{id}/events": conversationsIdEvents,
  "/api/conversations/{id}/export": conversationsIdExport,
  "/api/conversations/{id}/responses": conversationsIdResponses,
  "/api/conversations/{id}": conversationsId,
  "/api/conversations/{id}/shares": conversationsIdShares,
  "/api/conversations/{id}/stop": conversationsIdStop,
  "/api/conversations": conversations,
  "/api/endpoints/discovered": endpointsDiscovered,
  "/api/endpoints/{id}": endpointsId,
  "/api/endpoints": endpoints,
  "/api/groups/{id}/members": groupsIdMembers,
  "/api/groups/{id}": groupsId,
  "/api/groups": groups,
  "/api/keys/{id}/rotate": keysIdRotate,
  "/api/keys/{id}": keysId,
  "/api/keys": keys,
  "/api/me/password": mePassword,
  "/api/me": me,
  "/api/models/{id}": { GET: modelsId.GET },
  "/api/models/{id}/price": { PUT: modelsId.PUT },
  "/api/models/{id}/rerate": { POST: modelsId.POST },
  "/api/models": models,
  "/api/notices/{id}/seen": noticesIdSeen,
  "/api/notices": notices,
  "/api/quote": quote,
  "/api/reservations/{id}/release": reservationsIdRelease,
  "/api/reservations/{id}": reservationsId,
  "/api/reservations/{id}/settle": reservationsIdSettle,
  "/api/reservations": reservations,
  "/api/shares/{token}/events": sharesTokenEvents,
  "/api/shares/{token}": sharesToken,
  "/api/sign-up": signUp,
  "/api/traces/{id}": tracesId,
  "/api/usage": usage,
  "/api/usage/calls/{id}": usageCallsId,
  "/api/usage/calls": usageCalls,
  "/api/users/{id}": usersId,
  "/api/users": users,
  "/api/vouchers/{id}": vouchersId,
  "/api/vouchers/redeem": vouchersRedeem,
  "/api/vouchers": vouchers,
  "/healthz": healthz,
  "/metrics": metrics,
  "/readyz": readyz,
  "/v1/chat/completions": v1ChatCompletions,
  "/v1/embeddings": v1Embeddings,
  "/v1/messages/count_tokens": v1MessagesCountTokens,
  "/v1/messages": v1Messages,
  "/v1/models/{id}": v1ModelsId,
  "/v1/models": v1Models,
  "/v1/responses": v1Responses,
  "/v1/traces": v1Traces,
};
