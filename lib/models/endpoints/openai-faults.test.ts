import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { ProviderError } from "../provider-error";
import { openAiCompatible } from "./openai-compatible";
import {
  chunk,
  errorIn,
  finish,
  finishIn,
  hello,
  joined,
  partsOf,
  said,
  sse,
  streaming,
  TestProvider,
  usage,
} from "./testing";

const provider = new TestProvider();
beforeAll(() => provider.start());

async function play(bytes: Buffer, size?: number) {
  provider.next(streaming(bytes, size));
  const { stream } = await provider.model().doStream(hello);
  return partsOf(stream);
}

describe("an answer that is not whole ends with an error and no finish", () => {
  const over = `{"choices":[{"index":0,"delta":{"content":"${"x".repeat(8_100_000)}"}}]}`;
  test.each<[string, Buffer]>([
    ["no byte", Buffer.alloc(0)],
    ["only [DONE]", sse("[DONE]")],
    ["an end without a finish reason", sse(said("a"))],
    ["[DONE] without a finish reason", sse(said("a"), "[DONE]")],
    ["an end in the middle of a frame", sse(said("a"), said("b")).subarray(0, -20)],
    ["JSON that is cut off", sse(said("a"), '{"choices":[{"del', finish(), "[DONE]")],
    ["null", sse(said("a"), "null", finish(), "[DONE]")],
    ["a list", sse(said("a"), "[]", finish(), "[DONE]")],
    ["choices that are none", sse(said("a"), '{"choices":"none"}', finish(), "[DONE]")],
    ["a choice that is none", sse(said("a"), '{"choices":[null]}', finish(), "[DONE]")],
    ["content that is a number", sse(said("a"), chunk({ content: 7 }), finish(), "[DONE]")],
    ["content that is an object", sse(said("a"), chunk({ content: { text: "b" } }), finish())],
    ["an event over 8 MB", sse(said("a"), over, finish(), "[DONE]")],
    ["a line that does not end", Buffer.from(`data: {"id":"${"x".repeat(8_100_000)}`)],
    ["finish reason error", sse(said("a"), finish("error"), "[DONE]")],
    ["more of the answer after its finish", sse(said("a"), finish(), said("b"), "[DONE]")],
    ["an HTML page as an event stream", Buffer.from("<html>\n<p>data: no</p>\n\n</html>")],
  ])("%s", async (_, bytes) => {
    const parts = await play(bytes, 64_000);
    expect(errorIn(parts)).toBeInstanceOf(ProviderError);
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
    expect(finishIn(parts)).toBeUndefined();
    expect(joined(parts, "text")).toBe(bytes.includes('"a"') ? "a" : "");
  });
});

test("an HTML page with status 200 is no answer", async () => {
  provider.next((response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Please sign in</h1>");
  });
  const parts = await partsOf((await provider.model().doStream(hello)).stream);
  expect(errorIn(parts)).toMatchObject({ failure: "broken" });
});

const nulLine = Buffer.from(`${"\0".repeat(9)}\n\n`);

test.each<[string, Buffer]>([
  ["EOF without [DONE]", sse(said("a"), finish(), usage(1, 1))],
  ["EOF right after the finish", sse(said("a"), finish())],
  ["a finish that comes twice", sse(said("a"), finish(), finish(), usage(1, 1), "[DONE]")],
  ["[DONE] twice", sse(said("a"), finish(), usage(1, 1), "[DONE]", "[DONE]")],
  ["NULs between events", Buffer.concat([sse(said("a")), nulLine, sse(finish())])],
])("%s is whole", async (_, bytes) => {
  const parts = await play(bytes);
  expect(errorIn(parts)).toBeUndefined();
  expect(joined(parts, "text")).toBe("a");
  expect(finishIn(parts)).toBeDefined();
});

describe("an error inside the stream", () => {
  const error = { error: { message: "Overloaded", type: "server_error", code: 529 } };

  test("as the first event is as an error status", async () => {
    const parts = await play(sse(chunk({ role: "assistant", content: "" }), error, "[DONE]"));
    expect(errorIn(parts)).toMatchObject({ failure: "status", status: 529 });
    expect(errorIn(parts)?.message).toContain("Overloaded");
  });

  test("after output is an interruption", async () => {
    const parts = await play(sse(said("a"), error));
    expect(errorIn(parts)).toMatchObject({ failure: "broken", status: 529 });
    expect(joined(parts, "text")).toBe("a");
  });

  test("after usage is an interruption, though no text came", async () => {
    const parts = await play(sse(usage(5, 0), error));
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
  });

  test("in a chunk with a finish reason is an error all the same", async () => {
    const parts = await play(sse(said("a"), finish("error", { error: "went wrong" })));
    expect(errorIn(parts)?.message).toContain("went wrong");
  });
});

describe("events that come twice or in the wrong place", () => {
  const numbered = (...events: [number, string][]) =>
    sse(...events.map(([n, word]) => said(word, { sequence_number: n })), finish(), "[DONE]");

  test("a repeated sequence number is dropped", async () => {
    const parts = await play(numbered([0, "a"], [1, "b"], [1, "b"], [0, "a"], [2, "c"]));
    expect(joined(parts, "text")).toBe("abc");
    expect(finishIn(parts)).toBeDefined();
  });

  test("a gap in the sequence is an interruption", async () => {
    const parts = await play(numbered([0, "a"], [2, "c"], [1, "b"]));
    expect(joined(parts, "text")).toBe("a");
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
  });

  test("a repeat that the provider's own count does not know is found at the end", async () => {
    const parts = await play(sse(said("a"), said("b"), said("b"), finish(), usage(1, 2), "[DONE]"));
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
    expect(errorIn(parts)?.message).toContain("twice");
  });

  test("a word said twice is not a repeat", async () => {
    const parts = await play(sse(said("ha"), said("ha"), finish(), usage(1, 2), "[DONE]"));
    expect(joined(parts, "text")).toBe("haha");
    expect(finishIn(parts)).toBeDefined();
  });

  test("a provider that cuts tokens into letters is not suspected", async () => {
    const letters = [..."hello all"].map((letter) => said(letter));
    const parts = await play(sse(...letters, finish(), usage(1, 2), "[DONE]"));
    expect(finishIn(parts)).toBeDefined();
  });
});

const portOf = (server: Server | undefined) => (server?.address() as AddressInfo | null)?.port;

describe("connections", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function raw(onRequest: (socket: Socket) => void) {
    const listening = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => onRequest(socket));
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    server = listening;
    return modelAt(`http://127.0.0.1:${portOf(listening)}/v1`);
  }

  const modelAt = (baseUrl: string) =>
    openAiCompatible({ provider: "openai", upstreamId: "up", baseUrl, apiKey: null });
  const failureOf = (call: PromiseLike<unknown>) =>
    Promise.resolve(call).then(
      () => "none",
      (error) => (error as ProviderError).failure,
    );

  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

  test("refused, an unknown name and no TLS are surely unsent", async () => {
    const model = await raw((socket) => socket.end());
    const port = portOf(server);
    expect(await failureOf(modelAt(`https://127.0.0.1:${port}/v1`).doStream(hello))).toBe("unsent");
    expect(await failureOf(model.doStream(hello))).toBe("broken");
    await new Promise((resolve) => server?.close(resolve));
    expect(await failureOf(model.doStream(hello))).toBe("unsent");
    expect(await failureOf(modelAt("http://nowhere.invalid/v1").doStream(hello))).toBe("unsent");
  });

  test("a reset before the reply is broken: the request may have been read", async () => {
    const model = await raw((socket) => socket.resetAndDestroy());
    expect(await failureOf(model.doStream(hello))).toBe("broken");
    expect(await failureOf(model.doGenerate(hello))).toBe("broken");
  });

  test("a reset in the middle keeps what came", async () => {
    const model = await raw((socket) => {
      socket.write(`${head}${sse(said("kept"))}`, () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      );
    });
    const parts = await partsOf((await model.doStream(hello)).stream);
    expect(joined(parts, "text")).toBe("kept");
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
  });

  test("a stop closes the connection at once and keeps what came", async () => {
    const abort = new AbortController();
    let closed: () => void;
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const model = await raw((socket) => {
      socket.once("close", () => closed());
      socket.write(`${head}${sse(said("kept"))}`);
    });
    const { stream } = await model.doStream({ ...hello, abortSignal: abort.signal });
    const parts = [];
    for await (const part of stream) {
      parts.push(part);
      if (part.type === "text-delta") abort.abort(new Error("stopped"));
    }
    await whenClosed;
    expect(joined(parts, "text")).toBe("kept");
    expect(errorIn(parts)?.message).toBe("stopped");
  });

  test("a stop before the reply rejects with its reason", async () => {
    const abort = new AbortController();
    const model = await raw(() => abort.abort(new Error("stopped")));
    const call = model.doStream({ ...hello, abortSignal: abort.signal });
    await expect(Promise.resolve(call)).rejects.toThrow("stopped");
  });

  test("a reader that goes away closes the connection", async () => {
    let closed: () => void;
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const model = await raw((socket) => {
      socket.once("close", () => closed());
      socket.write(`${head}${sse(said("kept"))}`);
    });
    const { stream } = await model.doStream(hello);
    await stream.cancel();
    await whenClosed;
  });

  test("a slow reader pauses the sender", async () => {
    let sent = 0;
    const event = sse(said("x".repeat(10_000)));
    const model = await raw((socket) => {
      socket.write(head);
      const more = () => {
        while (sent < 200_000_000) {
          sent += event.length;
          if (!socket.write(event)) return void socket.once("drain", more);
        }
      };
      more();
    });
    const { stream } = await model.doStream(hello);
    const reader = stream.getReader();
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sent).toBeLessThan(100_000_000);
    await reader.cancel();
  });
});
