import { responsesDialect } from "../../metering/wire-dialects";
import { jsonOf } from "../chat/body";
import type { Json } from "../chat/json";
import type { DialectCall } from "../dialect-call";
import { type Passing, passOn } from "../passing";
import type { ResponsesBody } from "./body";
import { responseError, typedEvent } from "./events";
import { responseEnd, responsesUsage } from "./json";
import { measureResponses, responsesText } from "./measure";

type Reader = ReturnType<typeof responsesDialect.reader>;

/** A call of a model whose endpoint has Responses of its own. */
export function passResponses(asked: DialectCall<ResponsesBody>): Promise<() => Promise<void>> {
  const { model, body } = asked;
  const passing: Passing<Reader> = {
    dialect: responsesDialect,
    sent: (limit) =>
      jsonOf(body.raw, { model: model.upstreamId, max_output_tokens: limit, store: false }),
    beyond: measureResponses(model, body),
    messages: body.items.length + 1,
    outputTokens: body.outputTokens,
    stream: body.stream,
    text: () => responsesText(body),
    end: (reader, closed) => {
      const { status, fields } = responseEnd(closed);
      const { type, sequence_number: sequence, response } = reader.last ?? {};
      // Cut at the hold there is no last event of the provider's.
      const told = reader.last
        ? (response as Json)
        : { ...reader.head, output: reader.items, ...fields };
      const usage = responsesUsage(closed, told.usage);
      const number = typeof sequence === "number" ? sequence : reader.sequence + 1;
      const name = typeof type === "string" ? type : `response.${status}`;
      return typedEvent(name, number, { response: { ...told, usage } });
    },
    broke: (reader, closed, error) => {
      const usage = closed && responsesUsage(closed, null);
      const said = { status: "failed", error: responseError(error), usage };
      const response = { ...reader.head, output: reader.items, ...said };
      return typedEvent("response.failed", reader.sequence + 1, { response });
    },
    whole: (reply, closed) => ({ usage: responsesUsage(closed, reply.usage) }),
  };
  return passOn(asked, passing);
}
