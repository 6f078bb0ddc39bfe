import { cookies } from "next/headers";
import { invitedBy } from "@/lib/auth/accounts/invite";
import { anybodyCanSignIn, type SignUpState, signUpState } from "@/lib/auth/accounts/sign-up";
import { safePath } from "@/lib/auth/next-auth/safe-path";
import { env } from "@/lib/env";
import { type Flash, readFlash } from "@/lib/http/flash";

export type Query = Record<string, string | string[] | undefined>;

/** What the sign-in page is asked for, and which of its forms answers. */
export type Asked = {
  /** The form: making an account (the first, the admin's, an invited, another), or signing in. */
  form: "first" | "admin" | "invited" | "sign-up" | "sign-in";
  state: SignUpState;
  callbackUrl: string;
  invite: { token: string; email: string; name: string } | null;
  /** What a form without a script left behind. */
  typed: Flash["values"];
  refusal: Pick<Flash, "detail" | "errors"> | null;
  /** The name of this server, where its host says it; what a request calls it is not repeated. */
  host: string | null;
};

export async function askedOf(query: Query): Promise<Asked> {
  const publicUrl = env().PURSER_PUBLIC_URL;
  const text = (name: string) => [query[name]].flat()[0];
  const flash = readFlash(await cookies());
  const token = text("invite") ?? flash?.values.invite;
  const [state, invited, isInhabited] = await Promise.all([
    signUpState(),
    token ? invitedBy(token) : null,
    anybodyCanSignIn(),
  ]);
  const signsUp = text("new") !== undefined || flash?.values.name !== undefined;
  const back = text("callbackUrl") ?? flash?.values.callbackUrl;
  return {
    form: formOf(state, { signsUp, isInvited: invited !== null, isInhabited }),
    state,
    callbackUrl: safePath(back, "http://here"),
    invite: token && invited ? { token, email: invited.email, name: invited.name } : null,
    typed: flash?.values ?? {},
    refusal: flash ?? refusalOf(text("error"), token !== undefined && !invited),
    host: publicUrl ? new URL(publicUrl).host : null,
  };
}

type AskedFor = { signsUp: boolean; isInvited: boolean; isInhabited: boolean };

/**
 * While nobody is admin the next account that signs up is. It is asked for first only where nobody
 * could sign in; else it is a way aside, which says whose account it makes.
 */
function formOf(state: SignUpState, { signsUp, isInvited, isInhabited }: AskedFor): Asked["form"] {
  if (state === "closed") return "sign-in";
  if (isInvited) return "invited";
  if (state === "first" && !isInhabited) return "first";
  if (!signsUp || state === "invite") return "sign-in";
  return state === "first" ? "admin" : "sign-up";
}

/** next-auth tells what happened by a code; its codes in words. */
function refusalOf(code: string | undefined, spentInvite: boolean): Asked["refusal"] {
  const say = (detail: string) => ({ detail, errors: [] });
  if (spentInvite) return say("This invitation is spent or too old. Ask for another, or sign in.");
  if (code === undefined) return null;
  if (code === "CredentialsSignin") return say("E-mail and password do not belong together.");
  if (code === "AccessDenied") return say("This account may not sign in here.");
  return say("Signing in there did not work. Nothing was changed; try again.");
}
