import { newTraceId } from "../lib/ids";
import { meteredModel } from "../lib/metering/meter";
import { finish, packet, prompt, scripted, text } from "../lib/metering/testing";

type Asked = { userId: string; at: (point: string) => void; say: (line: string) => void };

/** Answers that stream through the meter, one after the other, until one of the points is met. */
export async function streamAnswers({ userId, at, say }: Asked): Promise<void> {
  const { model } = scripted(function* () {
    at("after-wire");
    for (let token = 0; token < 20; token += 1) yield text("word ");
    yield finish(packet(10, 20));
  });
  for (;;) {
    const call = { userId, keyId: null, purpose: "chat", traceId: newTraceId() };
    const along = {
      reserved: ({ id, credits }: { id: string; credits: number }) =>
        say(`ack held ${id} ${credits}`),
      closed: ({ reservationId, costCredits }: { reservationId: string; costCredits: number }) =>
        say(`ack settled ${reservationId} ${costCredits}`),
    };
    const metered = meteredModel(model, call, along);
    const { stream } = await metered.doStream({ prompt, maxOutputTokens: 40 });
    let seen = 0;
    for await (const part of stream) {
      if (part.type !== "text-delta") continue;
      seen += 1;
      if (seen === 1) at("first-token");
      if (seen === 10) at("mid-stream");
    }
  }
}
