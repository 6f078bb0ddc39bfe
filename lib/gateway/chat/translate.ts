import type { LanguageModelV3Content, LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { ServerStopping } from "../../draining";
import type { Closed } from "../../metering/call";
import { meteredModel, reserveCall } from "../../metering/meter";
import { rememberAlong } from "../attempt";
import { isCut, type Progress } from "../leave";
import { begin } from "../running";
import { Thoughts } from "../thoughts";
import { refuseDeep, refuseLostDigits } from "./body";
import { type ChatCall, defaultOutputTokens } from "./call";
import { writeParts } from "./chunks";
import type { Json } from "./json";
import { callOptions } from "./options";
import { tellHold } from "./pass-through";
import { endWhole, usageJson } from "./reply";
import { refuseElsewhere } from "./unbounded";

/**
 * A call of a model that speaks another dialect, through the AI SDK's language model. Resolves
 * when the hold is taken; what is returned makes the call.
 */
export async function translate(asked: ChatCall): Promise<() => Promise<void>> {
  const { model, body, call, attempt, person, outlet } = asked;
  refuseDeep(body.raw);
  refuseLostDigits(body.raw);
  refuseElsewhere(body.unbounded);
  const along = rememberAlong(attempt);
  const limits = { defaultOutputTokens: defaultOutputTokens(model) };
  const abort = new AbortController();
  const thoughts = new Thoughts(model, person.userId);
  const given = thoughts.givenBack(callOptions(model, body));
  const options = { ...given, abortSignal: abort.signal };
  const reservation = await reserveCall(model, options, call, along, limits);
  tellHold(asked, reservation, body.outputTokens);
  const metered = meteredModel(model, call, along, reservation, limits);
  const leave = begin(person.userId, { restart: () => abort.abort(new ServerStopping()) });
  const progress: Progress = {
    pieces: 0,
    firstAt: null,
    limit: reservation.maxOutputTokens,
    onDisconnect: model.onDisconnect,
  };
  const onPiece = () => {
    progress.pieces += 1;
    progress.firstAt ??= performance.now();
  };
  const told = {
    id: reservation.id,
    model: body.model,
    includeUsage: body.includeUsage,
    onPiece,
    thoughts,
  };
  return async () => {
    try {
      if (!body.stream) {
        const result = await metered.doGenerate(options);
        thoughts.takeWhole(result.content);
        endWhole(outlet, replyOf(result, told));
        return;
      }
      outlet.onLeave(() => {
        if (isCut(progress)) abort.abort();
      });
      const { stream } = await metered.doStream(options);
      await writeParts(outlet, stream, told);
    } finally {
      leave();
    }
  };
}

function replyOf(
  result: LanguageModelV3GenerateResult,
  { id, model }: { id: string; model: string },
) {
  const closed = result.providerMetadata?.purser as unknown as Closed | undefined;
  if (!closed) throw new Error("A metered answer came without its close.");
  const choice = { index: 0, message: messageOf(result.content), logprobs: null };
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{ ...choice, finish_reason: closed.finishReason }],
    usage: usageJson(closed, null),
  };
}

function messageOf(content: LanguageModelV3Content[]): Json {
  const all = (type: "text" | "reasoning") =>
    content.map((part) => (part.type === type ? part.text : "")).join("");
  const calls = content.flatMap((part) =>
    part.type === "tool-call"
      ? [
          {
            id: part.toolCallId,
            type: "function",
            function: { name: part.toolName, arguments: part.input },
          },
        ]
      : [],
  );
  const text = all("text");
  const reasoning = all("reasoning");
  return {
    role: "assistant",
    content: text || (calls.length > 0 ? null : ""),
    refusal: null,
    ...(reasoning && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}
