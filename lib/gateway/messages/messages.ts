import { messagesDialect } from "../../metering/wire-dialects";
import { jsonOf, refuseLostDigits } from "../chat/body";
import { type DialectCall, makeCall } from "../dialect-call";
import { type Passing, passOn } from "../passing";
import type { Admitted } from "../request";
import { translateCall } from "../translating";
import { anthropicHeaders } from "./betas";
import { type MessagesBody, parseMessagesBody } from "./body";
import { anthropicReply, namedEvent } from "./errors";
import { lastEvents, MessagesWriter } from "./events";
import { blocksOf, messageHead, messagesUsage, stopReason } from "./json";
import { measureMessages, messagesText } from "./measure";
import { messagesOptions } from "./options";

/** `POST /v1/messages`. */
export function messages(admitted: Admitted): Promise<void> {
  return makeCall(admitted, parseMessagesBody, (asked) =>
    asked.model.messagesWire ? pass(asked) : translate(asked),
  );
}

type Asked = DialectCall<MessagesBody>;
type Reader = ReturnType<typeof messagesDialect.reader>;

/** A call of a model whose provider is Anthropic, or speaks as it does. */
async function pass(asked: Asked): Promise<() => Promise<void>> {
  const { model, body, request } = asked;
  const passing: Passing<Reader> = {
    dialect: messagesDialect,
    sent: (limit) => jsonOf(body.raw, { model: model.upstreamId, max_tokens: limit }),
    headers: anthropicHeaders(request),
    beyond: measureMessages(model, body),
    messages: body.messages.length + 1,
    outputTokens: body.outputTokens,
    stream: body.stream,
    text: () => messagesText(body),
    end: (reader, closed) => {
      const { open } = reader;
      const stop = open === null ? "" : namedEvent({ type: "content_block_stop", index: open });
      return stop + lastEvents(closed, reader.last);
    },
    broke: (_, __, error) => namedEvent(anthropicReply(error).body),
    whole: (reply, closed) => ({ usage: messagesUsage(closed, reply.usage) }),
  };
  return passOn(asked, passing);
}

async function translate(asked: Asked): Promise<() => Promise<void>> {
  const { model, body, request } = asked;
  anthropicHeaders(request);
  refuseLostDigits(body.raw);
  return translateCall(asked, {
    options: messagesOptions(model, body),
    stream: body.stream,
    writer: (id) => new MessagesWriter(messageHead(id, body.model)),
    whole: ({ content }, closed, id) => ({
      ...messageHead(id, body.model),
      content: blocksOf(content),
      stop_reason: stopReason(closed),
      usage: messagesUsage(closed, null),
    }),
  });
}
