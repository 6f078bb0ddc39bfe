"use client";

import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { TextInput } from "../ui/text-input";
import { entranceForm, tall } from "./entrance";
import { type Refusal, useEntrance } from "./use-entrance";

const action = "/api/auth/callback/credentials";

/** E-mail and password. `email` and `refusal` are what a try without a script left behind. */
export function SignInForm({
  callbackUrl,
  email,
  refusal: before,
}: {
  callbackUrl: string;
  email: string;
  refusal: Refusal;
}) {
  const { busy, refusal, send } = useEntrance(action, before);
  return (
    <form method="post" action={action} onSubmit={send} className={entranceForm}>
      {refusal && <Notice tone="danger" title={refusal.detail} />}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field id="email" label="E-mail">
        {(control) => (
          <TextInput
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={email}
            required
            className={tall}
          />
        )}
      </Field>
      <Field id="password" label="Password">
        {(control) => (
          <TextInput
            {...control}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            className={tall}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy && "Signing in…"} className={tall}>
        Sign in
      </Button>
    </form>
  );
}
