import {
  type Actor,
  type Asked,
  actors,
  type Belongings,
  type Decision,
  decide,
} from "./access-decide";
import { decisionsOfV1 } from "./access-v1";
import { model } from "./fixtures";

export { type Actor, actors, type Belongings, type Decision };

/** The owner's alone: not an admin's either. */
const owners = (ok: number, asked?: Asked) => decide([401, 404, 404, 404, 403, ok], asked);
/** The owner's and an admin's, and of no use to a guest. */
const ownersAndAdmins = (ok: number, asked?: Asked) => decide([401, 403, 404, ok, ok, ok], asked);
const admins = (ok: number, asked?: Asked) => decide([401, 403, 403, ok, ok, 403], asked);
/** Everybody's, each about themselves. */
const people = (ok: number, asked?: Asked) => decide([401, ok, ok, ok, 403, ok], asked);
const signedIn = (ok: number, asked?: Asked) => decide([401, ok, ok, ok, ok, ok], asked);
const accounts = (ok: number, asked?: Asked) => decide([401, 403, ok, ok, ok, ok], asked);
const anyone = (ok: number, asked?: Asked) => decide([ok, ok, ok, ok, ok, ok], asked);

/** A hold for a call of one's own, which a guest does not make. */
const reserved = (ok: number, asked?: Asked) => decide([401, 403, 404, 404, 403, ok], asked);

const prompt = { prompt: "Hello", model: model.id };
const price = { price: model.price };
const nothing = { path: () => "/api/nothing/here" };

export const decisions: Record<string, Decision> = {
  "GET /healthz": anyone(200),
  "GET /readyz": anyone(200),
  "GET /metrics": admins(200),

  "GET /api/conversations": people(200),
  "POST /api/conversations": decide([401, 422, 201, 201, 403, 201], { body: () => prompt }),
  "GET /api/conversations/{id}": owners(200),
  "PATCH /api/conversations/{id}": owners(200, { body: () => ({ name: "Mine" }) }),
  "DELETE /api/conversations/{id}": owners(204),
  "GET /api/conversations/{id}/events": owners(204),
  "GET /api/conversations/{id}/export": owners(200, {
    path: ({ conversation }) => `/api/conversations/${conversation}/export?format=json`,
  }),
  "POST /api/conversations/{id}/responses": owners(200, { body: () => prompt }),
  "POST /api/conversations/{id}/stop": owners(200, {
    body: ({ response }) => ({ response_id: response }),
  }),
  "GET /api/conversations/{id}/shares": owners(200),
  "POST /api/conversations/{id}/shares": owners(201, { body: () => ({ mode: "snapshot" }) }),

  "GET /api/shares/{token}": anyone(200),
  "DELETE /api/shares/{token}": owners(204),
  "GET /api/shares/{token}/events": anyone(204),

  "GET /api/models": signedIn(200),
  "GET /api/models/{id}": decide([401, 404, 200, 200, 200, 200]),
  "POST /api/models/{id}": admins(200, {
    path: () => `/api/models/${model.id}/rerate`,
    body: () => ({ ...price, from: 0 }),
  }),
  "PUT /api/models/{id}": admins(200, {
    path: () => `/api/models/${model.id}/price`,
    body: () => price,
  }),
  "GET /api/quote": signedIn(200, { path: () => "/api/quote?model=demo&input_tokens=6" }),
  "GET /api/endpoints": admins(200),
  "POST /api/endpoints": admins(201, {
    body: ({ call }) => ({
      name: `made ${call}`,
      kind: "openai-compatible",
      base_url: "http://127.0.0.1:9/v1",
      models: [{ id: `made-${Math.random()}`, ...price }],
    }),
  }),
  "GET /api/endpoints/discovered": admins(200),
  "GET /api/endpoints/{id}": admins(200),
  "PATCH /api/endpoints/{id}": admins(200, { body: () => ({ name: "Renamed" }) }),
  "DELETE /api/endpoints/{id}": admins(204),

  "GET /api/allowances": people(200),
  "POST /api/allowances": decide([401, 403, 403, 201, 201, 201], {
    body: ({ user }) => ({ ...cap, subject_id: user }),
  }),
  "PATCH /api/allowances/{id}": ownersAndAdmins(200, { body: () => ({ usd: "2" }) }),
  "DELETE /api/allowances/{id}": ownersAndAdmins(204),
  "POST /api/allowances/{id}/grants": admins(201, { body: () => ({ usd: "0.01" }) }),
  "GET /api/allowances/{id}/entries": decide([401, 404, 404, 200, 200, 200]),

  "GET /api/audit": admins(200),
  "POST /api/audit": admins(202),

  // For their own cap nobody needs to ask.
  "POST /api/allowances/{id}/requests": decide([401, 403, 404, 422, 403, 422], {
    body: () => ({ usd: "0.01" }),
  }),
  "GET /api/allowance-requests": accounts(200),
  "POST /api/allowance-requests/{id}/grant": admins(200, { body: () => ({ usd: "0.01" }) }),
  "POST /api/allowance-requests/{id}/decline": admins(200),
  "GET /api/vouchers": admins(200),
  "POST /api/vouchers": admins(201, {
    body: ({ cap }) => ({ allowance_id: cap, usd: "0.01" }),
  }),
  "DELETE /api/vouchers/{id}": admins(204),
  "POST /api/vouchers/redeem": decide([401, 403, 404, 404, 403, 404], {
    body: () => ({ code: "ABCDE-ABCDE-ABCDE-ABCDE" }),
  }),
  "GET /api/notices": signedIn(200),
  "POST /api/notices/{id}/seen": decide([401, 404, 404, 404, 403, 404], {
    path: ({ cap }) => `/api/notices/${cap}/seen`,
  }),

  "GET /api/usage": signedIn(200),
  "GET /api/usage/calls": signedIn(200),
  "POST /api/usage/calls": decide([401, 403, 201, 201, 403, 201], {
    body: () => ({
      span_id: `${Math.random()}`,
      model: model.id,
      input_tokens: 1,
      output_tokens: 1,
    }),
  }),
  "GET /api/usage/calls/{id}": decide([401, 404, 404, 200, 200, 200]),

  "POST /api/reservations": decide([401, 403, 201, 201, 403, 201], {
    body: () => ({ model: model.id, input_tokens: 1, max_output_tokens: 1 }),
  }),
  "GET /api/reservations/{id}": reserved(200),
  "POST /api/reservations/{id}/settle": reserved(200, {
    body: () => ({ input_tokens: 1, output_tokens: 1 }),
  }),
  "POST /api/reservations/{id}/release": reserved(200),
  "POST /v1/traces": decide([401, 403, 200, 200, 403, 200], { body: () => ({}) }),
  "GET /api/traces/{id}": decide([401, 404, 404, 404, 404, 200]),

  "GET /api/me": signedIn(200),
  // By key it is nobody's: sessions.spec.ts changes passwords.
  "POST /api/me/password": decide([401, 403, 403, 403, 403, 403], {
    body: () => ({ current_password: "wrong", new_password: "another long secret" }),
  }),
  "GET /api/keys": accounts(200),
  "POST /api/keys": decide([401, 403, 403, 201, 201, 201], {
    body: ({ user }) => ({ name: "for the owner", user_id: user }),
  }),
  "PATCH /api/keys/{id}": ownersAndAdmins(200, { body: () => ({ name: "Renamed" }) }),
  "DELETE /api/keys/{id}": ownersAndAdmins(204),
  "POST /api/keys/{id}/rotate": ownersAndAdmins(200, { body: () => ({ overlap_seconds: 60 }) }),
  "GET /api/users": admins(200),
  "POST /api/users": admins(201, { body: () => ({ email: `made-${Math.random()}@example.com` }) }),
  "GET /api/users/{id}": admins(200),
  "PATCH /api/users/{id}": admins(200, { body: () => ({ name: "Renamed" }) }),
  "DELETE /api/users/{id}": admins(204),
  "GET /api/groups": admins(200),
  "POST /api/groups": admins(201, { body: () => ({ name: `made ${Math.random()}` }) }),
  "DELETE /api/groups/{id}": admins(204),
  "PUT /api/groups/{id}/members": admins(200, { body: () => ({ members: [] }) }),

  "GET /api/auth/{nextauth}": anyone(200, { path: () => "/api/auth/csrf" }),
  // The word of a browser that it comes from here is a guest's alone; others are sent to the page.
  "POST /api/auth/{nextauth}": decide([200, 401, 200, 200, 200, 200], {
    path: () => "/api/auth/callback/credentials",
    body: () => ({ email: "nobody@example.com", password: "wrong", json: "true" }),
  }),
  "POST /api/sign-up": anyone(403, {
    body: () => ({ name: "New", email: "new@example.com", password: "a long enough secret" }),
  }),

  // Pages say where to sign in; PURSER_ADMIN_KEY is nobody there.
  "PAGE /": decide([307, 200, 200, 200, 307, 200]),
  "PAGE /sign-in": decide([200, 200, 307, 307, 200, 307]),
  "PAGE /settings": decide([307, 200, 200, 200, 307, 200]),
  "PAGE /c/{id}": decide([307, 404, 404, 404, 307, 200]),
  "PAGE /s/{token}": anyone(200),
  "PAGE /usage": decide([307, 200, 200, 200, 307, 200]),
  "PAGE /usage/traces/{id}": decide([307, 404, 404, 404, 307, 200]),
  "PAGE /usage/{id}": decide([307, 404, 404, 200, 307, 200]),
  "PAGE /usage/allowances/{id}": decide([307, 404, 404, 200, 307, 200], {
    path: ({ cap }) => `/usage/allowances/${cap}`,
  }),
  "PAGE /admin/allowances/{id}": decide([307, 404, 404, 200, 307, 404], {
    path: ({ cap }) => `/admin/allowances/${cap}`,
  }),
  "PAGE /admin": decide([307, 404, 404, 307, 307, 404]),
  "PAGE /admin/people": decide([307, 404, 404, 200, 307, 404]),
  "PAGE /admin/models": decide([307, 404, 404, 200, 307, 404]),
  "PAGE /admin/audit": decide([307, 404, 404, 200, 307, 404]),
  "PAGE /admin/allowances": decide([307, 404, 404, 200, 307, 404]),

  ...decisionsOfV1,

  "GET /api/openapi.json": signedIn(200),
  "GET /api/{rest}": signedIn(404, nothing),
  "POST /api/{rest}": signedIn(404, nothing),
  "PUT /api/{rest}": signedIn(404, nothing),
  "PATCH /api/{rest}": signedIn(404, nothing),
  "DELETE /api/{rest}": signedIn(404, nothing),
};

/** Ids of the owner in other places than the address. */
export const aside: Record<string, Decision> = {
  "GET /api/allowances?user": decide([401, 403, 403, 200, 200, 200], {
    path: ({ user }) => `/api/allowances?user=${user}`,
  }),
  "GET /api/allowances?all": decide([401, 403, 403, 200, 200, 403], {
    path: () => "/api/allowances?all=1",
  }),
  "GET /api/allowances/{id}/entries?user": decide([401, 404, 404, 200, 200, 200], {
    path: ({ cap, user }) => `/api/allowances/${cap}/entries?user=${user}`,
  }),
  "GET /api/keys?user": decide([401, 403, 403, 200, 200, 200], {
    path: ({ user }) => `/api/keys?user=${user}`,
  }),
  "GET /api/traces/{id}?user": decide([401, 404, 404, 200, 200, 200], {
    path: ({ trace, user }) => `/api/traces/${trace}?user=${user}`,
  }),
  "GET /api/usage?user": decide([401, 403, 403, 200, 200, 200], {
    path: ({ user }) => `/api/usage?user=${user}`,
  }),
  "GET /api/usage/calls?trace": signedIn(200, {
    path: ({ response }) => `/api/usage/calls?trace=${response}`,
  }),
  "POST /api/conversations/{id}/stop?response": decide([401, 404, 404, 404, 403, 200], {
    path: ({ conversation }) => `/api/conversations/${conversation}/stop`,
    body: ({ response }) => ({ response_id: response }),
  }),
};

/** A cap that a person may put on themselves. */
export const cap = {
  name: "Own cap",
  kind: "cap",
  level: "user",
  window: "calendar-day",
  usd: "0.4",
};

/** The ids that stand in a route's address, by the route's first words. */
const idOf: [RegExp, keyof Belongings][] = [
  [/^\/(api\/conversations|c)\//, "conversation"],
  [/^\/(api\/shares|s)\//, "share"],
  [/^\/api\/endpoints\//, "endpoint"],
  [/^\/api\/allowances\//, "cap"],
  [/^\/(api|usage)\/traces\//, "trace"],
  [/^\/(api\/usage\/calls|usage)\//, "call"],
  [/^\/api\/keys\//, "key"],
  [/^\/api\/reservations\//, "reservation"],
  [/^\/api\/users\//, "user"],
  [/^\/api\/groups\//, "group"],
  [/^\/api\/allowance-requests\//, "request"],
  [/^\/api\/vouchers\//, "voucher"],
];

/** The address to ask for a route, with the owner's ids in it. */
export function addressOf(route: string, { path }: Decision, theirs: Belongings): string {
  if (path) return path(theirs);
  const [, template = ""] = route.split(" ");
  const id = idOf.find(([pattern]) => pattern.test(template))?.[1];
  return template.replace(/\{\w+\}/, () => (id ? theirs[id] : model.id));
}
