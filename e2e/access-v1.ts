import { type Asked, type Decision, decide } from "./access-decide";
import { model } from "./fixtures";

/** Of /v1: a person's by key, a cookie is nobody's, and guests have no keys. */
const keysOnly = (ok: number, asked?: Asked) => decide([401, 401, ok, ok, 403, ok], asked);

const messagesBody = () => ({
  model: model.id,
  max_tokens: 64,
  messages: [{ role: "user", content: "Hello" }],
});
const nothingOfV1 = { path: () => "/v1/nothing/here" };

export const decisionsOfV1: Record<string, Decision> = {
  "GET /v1/models": keysOnly(200),
  "GET /v1/models/{id}": keysOnly(200, { path: () => `/v1/models/${model.id}` }),
  "POST /v1/chat/completions": keysOnly(200, {
    body: () => ({ model: model.id, messages: [{ role: "user", content: "Hello" }] }),
  }),
  "POST /v1/responses": keysOnly(200, { body: () => ({ model: model.id, input: "Hello" }) }),
  "POST /v1/embeddings": keysOnly(200, { body: () => ({ model: model.id, input: "Hello" }) }),
  "POST /v1/messages": keysOnly(200, { body: messagesBody }),
  "POST /v1/messages/count_tokens": keysOnly(200, { body: messagesBody }),
  "GET /v1/{rest}": keysOnly(404, nothingOfV1),
  "POST /v1/{rest}": keysOnly(404, nothingOfV1),
  "PUT /v1/{rest}": keysOnly(404, nothingOfV1),
  "PATCH /v1/{rest}": keysOnly(404, nothingOfV1),
  "DELETE /v1/{rest}": keysOnly(404, nothingOfV1),
};
