import { refuseLostDigits } from "../chat/body";
import { type DialectCall, makeCall } from "../dialect-call";
import type { Admitted } from "../request";
import { translateCall } from "../translating";
import { parseResponsesBody, type ResponsesBody } from "./body";
import { ResponsesWriter } from "./events";
import { outputOf, responseEnd, responseHead, responsesUsage } from "./json";
import { lacksResponses, learnLacking } from "./lacking";
import { responsesOptions } from "./options";
import { passResponses } from "./pass";

/** `POST /v1/responses`. */
export function responses(admitted: Admitted): Promise<void> {
  return makeCall(admitted, parseResponsesBody, begin);
}

async function begin(asked: DialectCall<ResponsesBody>): Promise<() => Promise<void>> {
  const { model, outlet } = asked;
  if (!model.wire || lacksResponses(model)) return translate(asked);
  const pass = await passResponses(asked);
  return async () => {
    try {
      await pass();
    } catch (error) {
      // Nothing was charged for that: its chat completions are asked instead.
      if (outlet.begun || outlet.left || !learnLacking(model, error)) throw error;
      const again = await translate(asked);
      await again();
    }
  };
}

function translate(asked: DialectCall<ResponsesBody>): Promise<() => Promise<void>> {
  const { model, body } = asked;
  refuseLostDigits(body.raw);
  return translateCall(asked, {
    options: responsesOptions(model, body),
    stream: body.stream,
    writer: (id) => new ResponsesWriter(responseHead(body, id), id),
    whole: ({ content }, closed, id) => ({
      ...responseHead(body, id),
      output: outputOf(content, id),
      ...responseEnd(closed).fields,
      usage: responsesUsage(closed, null),
    }),
  });
}
