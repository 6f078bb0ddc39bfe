import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "../../env";

type Claims = Record<string, unknown>;

/** The providers that the environment names, in the order the sign-in page shows them. */
export function oauthProviders(): OAuthConfig<Claims>[] {
  const settings = env();
  const { GITHUB_ID, GITHUB_SECRET, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = settings;
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = settings;
  const providers: OAuthConfig<Claims>[] = [];
  if (OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET) {
    const credentials = { clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET };
    providers.push(openId("oidc", OIDC_NAME ?? "single sign-on", OIDC_ISSUER, credentials));
  }
  if (GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET) {
    const credentials = { clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET };
    providers.push(openId("google", "Google", "https://accounts.google.com", credentials));
  }
  if (GITHUB_ID && GITHUB_SECRET) {
    providers.push(github({ clientId: GITHUB_ID, clientSecret: GITHUB_SECRET }));
  }
  return providers;
}

type Credentials = { clientId: string; clientSecret: string };

function openId(
  id: string,
  name: string,
  issuer: string,
  credentials: Credentials,
): OAuthConfig<Claims> {
  return {
    id,
    name,
    type: "oauth",
    issuer,
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    ...credentials,
    profile: (claims) => ({
      id: text(claims.sub),
      name: text(claims.name),
      email: claims.email_verified === true ? text(claims.email) : null,
    }),
  };
}

function github(credentials: Credentials): OAuthConfig<Claims> {
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    authorization: "https://github.com/login/oauth/authorize?scope=read:user+user:email",
    token: "https://github.com/login/oauth/access_token",
    userinfo: {
      url: "https://api.github.com/user",
      async request({ client, tokens }) {
        const token = tokens.access_token ?? "";
        const [profile, email] = await Promise.all([client.userinfo(token), githubEmail(token)]);
        return { ...profile, email };
      },
    },
    checks: ["pkce", "state"],
    ...credentials,
    profile: (claims) => ({
      id: text(claims.id),
      name: text(claims.name) || text(claims.login),
      email: text(claims.email) || null,
    }),
  };
}

/** The primary address, where GitHub has verified it; the public profile does not say. */
async function githubEmail(token: string): Promise<string | undefined> {
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
  });
  if (!response.ok) return undefined;
  const emails = (await response.json()) as Claims[];
  return text(emails.find(({ primary, verified }) => primary && verified)?.email) || undefined;
}

function text(claim: unknown): string {
  return typeof claim === "string" || typeof claim === "number" ? String(claim) : "";
}
