import type { NextApiRequest, NextApiResponse } from "next";
import type { AuthOptions } from "next-auth";
import NextAuth from "next-auth/next";

export type Fields = Record<string, string>;

/** A request to next-auth: `path` is what follows /api/auth. */
export type Asked = {
  method: string;
  path: string[];
  origin: string;
  query: Fields;
  body: Fields;
  cookies: Fields;
};

export type Answer = { status: number; headers: Headers; body: unknown };

/**
 * Runs next-auth by its handler for plain requests, because the one for route handlers reads
 * cookies and headers behind our back. It takes its own address from the forwarded headers.
 */
export async function runNextAuth(asked: Asked, options: AuthOptions): Promise<Answer> {
  const { method, path, query, body, cookies } = asked;
  const { host, protocol } = new URL(asked.origin);
  const forwarded = { "x-forwarded-host": host, "x-forwarded-proto": protocol.slice(0, -1) };
  const request = {
    method,
    query: { ...query, nextauth: path },
    body,
    cookies,
    headers: forwarded,
  };
  const answer: Answer = { status: 200, headers: new Headers(), body: undefined };
  const response = responseInto(answer);
  await NextAuth(request as unknown as NextApiRequest, response, options);
  return answer;
}

/** The part of a response that next-auth uses, written into `answer`. */
function responseInto(answer: Answer): NextApiResponse {
  const { headers } = answer;
  const keep = (body: unknown) => {
    answer.body = body;
  };
  const response = {
    status(status: number) {
      answer.status = status;
      return response;
    },
    setHeader(name: string, value: string | string[]) {
      headers.delete(name);
      for (const one of [value].flat()) headers.append(name, one);
      return response;
    },
    getHeader: (name: string) =>
      name.toLowerCase() === "set-cookie"
        ? headers.getSetCookie()
        : (headers.get(name) ?? undefined),
    json: keep,
    send: keep,
    end: () => undefined,
  };
  return response as unknown as NextApiResponse;
}
