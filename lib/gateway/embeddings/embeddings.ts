import { invalid } from "../../errors";
import { countTokens } from "../../metering/count";
import { reserveInput } from "../../metering/reserve-wire";
import { wireCall } from "../../metering/wire-call";
import { embeddingsDialect, wholeAnswer } from "../../metering/wire-dialects";
import { rememberAlong } from "../attempt";
import { jsonOf } from "../chat/body";
import { tellHold } from "../chat/pass-through";
import { endWhole, failed, usageJson } from "../chat/reply";
import { type DialectCall, makeCall } from "../dialect-call";
import type { Admitted } from "../request";
import { begin } from "../running";
import { type EmbeddingsBody, parseEmbeddingsBody } from "./body";

/** `POST /v1/embeddings`: nothing is written, so the input is all that is held for and paid. */
export function embeddings(admitted: Admitted): Promise<void> {
  return makeCall(admitted, parseEmbeddingsBody, embed);
}

async function embed(asked: DialectCall<EmbeddingsBody>): Promise<() => Promise<void>> {
  const { model, body, call, attempt, person, outlet } = asked;
  if (!model.wire) {
    throw invalid(
      "input",
      `The provider of "${model.id}" has no embeddings of OpenAI's dialect. A model of an ` +
        "OpenAI-compatible endpoint is right.",
    );
  }
  const along = rememberAlong(attempt);
  const text = body.texts.join("\n");
  const bytes = Buffer.byteLength(text);
  const messages = body.inputs;
  const held = { bytes, messages, moreTokens: body.tokens };
  // Before the hold: what is nested too deep is refused here.
  const sent = jsonOf(body.raw, { model: model.upstreamId });
  const reservation = await reserveInput(model, held, call, along);
  tellHold(asked, reservation);
  const countInput = async () => (await countTokens(text)) + body.tokens;
  const base = { model, reservation, body: sent, messages, along };
  const terms = { ...base, text: () => text, countInput };
  const running = wireCall(terms, false);
  const leave = begin(person.userId, { restart: () => running.cut("restart") });
  return async () => {
    try {
      const { reply, closed } = await wholeAnswer(running, terms, embeddingsDialect);
      if (!reply || !closed || closed.error) throw failed(closed, running.failure);
      const { completion_tokens: _, ...usage } = usageJson(closed, reply.usage);
      endWhole(outlet, { ...reply, usage });
    } finally {
      leave();
    }
  };
}
