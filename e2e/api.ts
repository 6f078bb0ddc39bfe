/** A reply as tests look at it: `body` is the parsed JSON, else the text. */
export type Reply<T> = { status: number; headers: Headers; body: T };

/** The body of every refusal (RFC 9457). */
export type Problem = {
  status: number;
  title: string;
  detail: string;
  code: string;
  errors?: { path: string; message: string }[];
};

/** A list, newest first. */
export type Page<T> = { data: T[]; next_cursor: string | null };

export type Api = {
  get<T = unknown>(path: string): Promise<Reply<T>>;
  post<T = unknown>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
  put<T = unknown>(path: string, body: unknown): Promise<Reply<T>>;
  patch<T = unknown>(path: string, body: unknown): Promise<Reply<T>>;
  delete<T = unknown>(path: string): Promise<Reply<T>>;
  /** The raw reply, for streams. */
  raw(method: string, path: string, init?: RequestInit): Promise<Response>;
};

/** The public API with a key, or without. */
export function api(url: string, key?: string): Api {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  function raw(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...authorization, ...(init.headers as Record<string, string>) };
    return fetch(url + path, { redirect: "manual", ...init, method, headers });
  }

  async function ask<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const json = { "content-type": "application/json" };
    const sent = body === undefined ? { headers } : sendingJson(body, { ...json, ...headers });
    return reply<T>(await raw(method, path, sent));
  }

  return {
    get: (path) => ask("GET", path),
    post: (path, body, headers) => ask("POST", path, body, headers),
    put: (path, body) => ask("PUT", path, body),
    patch: (path, body) => ask("PATCH", path, body),
    delete: (path) => ask("DELETE", path),
    raw,
  };
}

function sendingJson(body: unknown, headers: Record<string, string>): RequestInit {
  return { body: JSON.stringify(body), headers };
}

async function reply<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const body = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: body as T };
}
