import type { Answer } from "../answer";
import { errorBody, type Faults, type Reply } from "../fault";

interface Failure {
  status: number;
  message: string;
  type: string;
  code: string | null;
}

const json = { "content-type": "application/json" };

/** An answer with an error status, in OpenAI's shape, before anything is streamed. */
function failure(answer: Answer, { status, message, type, code }: Failure): Reply {
  const headers: Record<string, string> = { ...json, "x-request-id": answer.head.id };
  if (answer.script.retry_after !== undefined) {
    headers["retry-after"] = String(answer.script.retry_after);
  }
  const raw = errorBody(message, type, code);
  return { status, headers, steps: [{ kind: "other", raw }] };
}

/** `{"status": n}` with no fault: the plain error of that status. */
export function statusReply(answer: Answer, status: number): Reply {
  const message = `The upstream was told to answer ${status}.`;
  return failure(answer, { status, message, type: "upstream_error", code: `status_${status}` });
}

function failing(about: string, row: `U${number}`, failed: Failure): Faults[string] {
  return { row, about, reply: (answer) => failure(answer, failed) };
}

function htmlGateway(): Reply {
  const raw = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
  return {
    status: 502,
    headers: { "content-type": "text/html" },
    steps: [{ kind: "other", raw }],
  };
}

export const statusFaults: Faults = {
  "bad-key": failing("401, with a part of the key in its words, as OpenAI does", "U2", {
    status: 401,
    message: "Incorrect API key provided: sk-upstr***********cret. Find yours at the platform.",
    type: "invalid_request_error",
    code: "invalid_api_key",
  }),
  forbidden: failing("403, naming the operator's project", "U2", {
    status: 403,
    message: "Project `proj_operator_secret` does not have access to this model.",
    type: "invalid_request_error",
    code: "model_not_found",
  }),
  "rate-limit": failing("429; `retry_after` sets the header, else there is none", "U3", {
    status: 429,
    message: "Rate limit reached for requests.",
    type: "requests",
    code: "rate_limit_exceeded",
  }),
  quota: failing("429 of the kind that no retry mends", "U3", {
    status: 429,
    message: "You exceeded your current quota.",
    type: "insufficient_quota",
    code: "insufficient_quota",
  }),
  "server-error": failing("500", "U4", {
    status: 500,
    message: "The server had an error while processing your request.",
    type: "server_error",
    code: null,
  }),
  "bad-gateway": { row: "U4", about: "502, an HTML page of a proxy", reply: htmlGateway },
  unavailable: failing("503", "U4", {
    status: 503,
    message: "The engine is currently overloaded.",
    type: "server_error",
    code: "unavailable",
  }),
  overloaded: failing("529", "U4", {
    status: 529,
    message: "Overloaded.",
    type: "overloaded_error",
    code: null,
  }),
};
