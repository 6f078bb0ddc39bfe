import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Claims = Record<string, unknown>;

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function idToken(claims: Claims): string {
  const signed = `${part({ alg: "RS256", kid: "1", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createSign("sha256").update(signed).sign(privateKey, "base64url")}`;
}

/** A provider that speaks OpenID Connect over real HTTP and says `claims` of whoever comes. */
export async function startOpenIdProvider(clientId: string) {
  const state = { claims: {} as Claims, nonce: "", challenge: "", verifier: "" };
  const answers: Record<string, (request: IncomingMessage) => Promise<object>> = {
    "/.well-known/openid-configuration": async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    }),
    "/keys": async () => ({
      keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }],
    }),
    "/token": async (request) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      state.verifier = new URLSearchParams(body).get("code_verifier") ?? "";
      const iat = Math.floor(Date.now() / 1000);
      const about = { iss: issuer, aud: clientId, iat, exp: iat + 60, nonce: state.nonce };
      const id_token = idToken({ ...about, ...state.claims });
      return { access_token: "a", token_type: "Bearer", id_token };
    },
  };
  const server = createServer(async (request, response) => {
    const answer = await answers[request.url ?? ""]?.(request);
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** What the person's browser brings back from the address next-auth sent it to. */
  function consent(location: string, claims: Claims): string {
    const asked = new URL(location).searchParams;
    state.claims = claims;
    state.nonce = asked.get("nonce") ?? "";
    state.challenge = asked.get("code_challenge") ?? "";
    return new URLSearchParams({ code: "c", state: asked.get("state") ?? "" }).toString();
  }
  return { issuer, consent, state, close: () => server.close() };
}
