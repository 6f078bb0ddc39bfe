import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Answer, makeAnswer } from "./answer";
import { burst, isPlain } from "./burst";
import { control, sendJson } from "./control";
import { dialects } from "./dialects";
import { type Dialect, errorIn } from "./dialects/dialect";
import { errorBody, type Fault, type Reply } from "./fault";
import { faultNamed } from "./faults";
import { statusReply } from "./faults/status";
import { Gates } from "./gates";
import { play } from "./play";
import { BadRequest, dialectAt, type ModelRequest, readRequest } from "./request";
import { type Script, ScriptError, Scripts } from "./script";
import { type Step, streamSteps, wholeSteps } from "./steps";
import { type Call, type Condition, type Mode, type Totals, Truth } from "./truth";

export interface UpstreamOptions {
  port?: number;
  record?: Mode;
  models?: string[];
}

export interface Upstream {
  /** The origin; control routes are under it. */
  url: string;
  /** What an endpoint's `base_url` is. */
  baseUrl: string;
  port: number;
  queue(...scripts: Script[]): void;
  openGate(name: string): void;
  calls(): Call[];
  totals(): Totals;
  wait(condition: Condition, timeoutMs?: number): Promise<boolean>;
  /** Forgets calls, scripts and gates. */
  reset(): void;
  close(): Promise<void>;
}

/** What the routes share. */
export interface State {
  truth: Truth;
  scripts: Scripts;
  gates: Gates;
  models: string[];
  nextId: number;
}

const MAX_BODY = 64 * 1024 * 1024;

export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const state: State = {
    truth: new Truth(options.record ?? "full"),
    scripts: new Scripts(),
    gates: new Gates(),
    models: options.models ?? ["test-model", "test-model-small"],
    nextId: 1,
  };
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (request, response) => {
    answerRequest(state, request, response).catch((error: unknown) => fail(response, error));
  });
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  return { url, baseUrl: `${url}/v1`, port, ...handles(state), close: closing(server, sockets) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function closing(server: Server, sockets: Set<Socket>): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}

function handles({ truth, scripts, gates }: State) {
  return {
    queue: (...added: Script[]) => {
      for (const script of added) {
        faultNamed(script.fault);
        scripts.add(script);
      }
    },
    openGate: (name: string) => void gates.open(name),
    calls: () => truth.list(),
    totals: () => truth.totals,
    wait: (condition: Condition, timeoutMs?: number) => truth.wait(condition, timeoutMs),
    reset: () => {
      truth.clear();
      scripts.clear();
      gates.clear();
    },
  };
}

async function answerRequest(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://upstream");
  const raw = await readBody(request);
  const name = dialectAt(pathname);
  if (request.method === "POST" && name) {
    const asked = readRequest({ name, path: pathname, dialect: dialects[name] }, raw);
    return answerModel(state, asked, raw.length, request, response);
  }
  if (pathname === "/v1/models") return listModels(state, response);
  const target = { method: request.method ?? "GET", pathname, query: searchParams, raw };
  if (await control(state, target, response)) return;
  sendJson(response, 404, errorBody(`Invalid URL (${pathname})`, "invalid_request_error", null));
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MAX_BODY) reject(new BadRequest("The body is too large."));
      else parts.push(part);
    });
    request.once("end", () => resolve(Buffer.concat(parts)));
    request.once("error", reject);
  });
}

function listModels({ models }: State, response: ServerResponse): void {
  const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "upstream" }));
  sendJson(response, 200, JSON.stringify({ object: "list", data }));
}

async function answerModel(
  state: State,
  request: ModelRequest,
  requestBytes: number,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { truth, gates } = state;
  const path = new URL(incoming.url ?? "/", "http://upstream").pathname;
  const id = `chatcmpl-${(state.nextId++).toString(36).padStart(12, "0")}`;
  const script = state.scripts.take(request, request.prompt);
  const fault = faultNamed(script?.fault);
  const { headers } = incoming;
  const call = truth.open({ id, path, request, requestBytes, headers });
  response.once("close", () => {
    if (!response.writableFinished) truth.clientClosed(call);
  });
  call.script = script;
  call.fault = script?.fault ?? null;
  const answer = shaped(request, script ?? {}, id, fault);
  if (isPlain(answer)) return burst(answer, response, call, truth);
  await play(replyTo(answer, fault), { response, answer, call, truth, gates });
}

function shaped(request: ModelRequest, script: Script, id: string, fault: Fault): Answer {
  const created = Math.floor(Date.now() / 1000);
  const made = makeAnswer(request, script, { id, created, model: request.model });
  const answer = { ...made, dialect: dialects[request.dialect] };
  return fault.shape ? fault.shape(answer) : answer;
}

function replyTo(answer: Answer, fault: Fault): Reply {
  const { dialect, script } = answer;
  const { status } = script;
  if (fault.reply) return inDialect(fault.reply(answer), dialect);
  if (status !== undefined && status !== 200) {
    return inDialect(statusReply(answer, status), dialect);
  }
  if (answer.request.stream) {
    const steps = streamSteps(answer);
    const struck = fault.stream ? fault.stream(steps, answer) : steps;
    return {
      status: 200,
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
        "x-request-id": answer.head.id,
      },
      steps: dialect ? dialect.stream(struck, answer) : struck,
    };
  }
  return wholeReply(answer, fault);
}

/** An error body of OpenAI's as this dialect says it. */
function inDialect(reply: Reply, dialect: Dialect | undefined): Reply {
  if (!dialect?.error || reply.status < 400) return reply;
  const steps: Step[] = [];
  for (const step of reply.steps) {
    const error = "raw" in step ? errorIn({ kind: "other", data: String(step.raw) }) : null;
    const raw = error && JSON.stringify(dialect.error(error, reply.status));
    steps.push(raw ? { kind: "other", raw } : step);
  }
  return { ...reply, steps };
}

function wholeReply(answer: Answer, fault: Fault): Reply {
  const planned: Step[] = [...wholeSteps(answer)];
  const steps: Step[] = [];
  let length = 0;
  for (const step of planned) {
    if (step.kind !== "body") steps.push(step);
    else {
      length = Buffer.byteLength(step.raw ?? "");
      steps.push(...(fault.whole ? fault.whole(step, answer) : [step]));
    }
  }
  const headers = { "content-type": "application/json", "content-length": String(length) };
  return { status: 200, headers: { ...headers, "x-request-id": answer.head.id }, steps };
}

function fail(response: ServerResponse, error: unknown): void {
  const known = error instanceof BadRequest || error instanceof ScriptError;
  if (!known) process.stderr.write(`upstream: ${String(error)}\n`);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const type = known ? "invalid_request_error" : "server_error";
  sendJson(response, known ? 400 : 500, errorBody(message, type, null));
}
