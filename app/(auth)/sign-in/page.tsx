import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "@/components/auth/entrance";
import { ProviderForms } from "@/components/auth/provider-forms";
import { SignInForm } from "@/components/auth/sign-in-form";
import { SignUpForm } from "@/components/auth/sign-up-form";
import { nameOfHost } from "@/lib/auth/accounts/host";
import { oauthProviders } from "@/lib/auth/next-auth/providers";
import { viewerOfPage } from "@/lib/auth/page-viewer";
import { Aside } from "./aside";
import { type Asked, askedOf, type Query } from "./asked";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [person, asked] = await Promise.all([viewerOfPage(), searchParams.then(askedOf)]);
  if (person && person.role !== "guest") redirect(asked.callbackUrl);
  return (
    <Entrance
      lead={leads[asked.form](asked.host)}
      left={<Forms asked={asked} />}
      right={<Aside asked={asked} guest={person} />}
    />
  );
}

const leads: Record<Asked["form"], (host: string | null) => string> = {
  first: () => "Nobody can sign in here yet. The first account looks after the others.",
  admin: () => "This server has no admin yet. This account will be the admin's.",
  invited: (host) => `You are invited${host ? ` to ${host}` : ""}. Choose a password.`,
  "sign-up": (host) => (host ? `Make an account at ${host}` : "Make an account"),
  "sign-in": (host) => (host ? `Sign in to ${host}` : "Sign in to your account"),
};

const labels = {
  first: "Make the first account",
  admin: "Make the admin's account",
  invited: "Make the account",
  "sign-up": "Make the account",
};

async function Forms({ asked }: { asked: Asked }) {
  const { form, callbackUrl, invite, typed, refusal } = asked;
  const providers = oauthProviders().map(({ id, name }) => ({ id, name }));
  return (
    <>
      {form === "sign-in" ? (
        <SignInForm callbackUrl={callbackUrl} email={typed.email ?? ""} refusal={refusal} />
      ) : (
        <SignUpForm
          label={labels[form]}
          callbackUrl={callbackUrl}
          invite={form === "invited" ? invite : null}
          typed={typed}
          refusal={refusal}
        />
      )}
      <ProviderForms providers={providers} callbackUrl={callbackUrl} />
      <OtherWay asked={asked} />
    </>
  );
}

/** For those whose form this is not. */
async function OtherWay({ asked: { form, state, callbackUrl } }: { asked: Asked }) {
  if (form === "first") return null;
  const back = new URLSearchParams({ callbackUrl });
  const words =
    form !== "sign-in" ? (
      <>
        An account already? <a href={`/sign-in?${back}`}>Sign in</a>
      </>
    ) : state === "first" ? (
      <>
        This server has no admin yet: whoever makes the next account is.{" "}
        <a href={`/sign-in?new=1&${back}`}>Make the admin's account</a>
      </>
    ) : state === "open" ? (
      <>
        No account? <a href={`/sign-in?new=1&${back}`}>Make one</a>
      </>
    ) : (
      `No account? ${await whoMakesOne()} can make one.`
    );
  return (
    <p className="mt-4 text-sm text-ink-3 [&_a]:text-accent [&_a]:underline [&_a]:underline-offset-3">
      {words}
    </p>
  );
}

async function whoMakesOne(): Promise<string> {
  const host = await nameOfHost();
  return host ? `${host}, who runs this server,` : "Whoever runs this server";
}
