import { countTokens } from "../../metering/count";
import { resolveModel } from "../../models/offered";
import { purposeOf } from "../asked";
import { bodyBytesMax } from "../dialect-call";
import type { Admitted } from "../request";
import { parseMessagesBody } from "./body";
import { measureMessages, messagesText } from "./measure";

const tokensPerMessage = 4;

/** `POST /v1/messages/count_tokens`: our own count, which asks no provider and costs nothing. */
export async function countMessages({ request, person, outlet }: Admitted): Promise<void> {
  const body = parseMessagesBody(await request.body(bodyBytesMax));
  const purpose = purposeOf(request, person, body.model);
  const model = resolveModel({ viewer: person, purpose, model: body.model });
  const { tokens } = measureMessages(model, body);
  const counted = await countTokens(messagesText(body));
  const input = counted + tokens + body.messages.length * tokensPerMessage;
  outlet.head(200, { "content-type": "application/json" });
  outlet.end(JSON.stringify({ input_tokens: input, estimated: true }));
}
