"use client";

import { useState } from "react";
import { passwordMistake } from "@/lib/auth/password-rules";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { TextInput } from "../ui/text-input";
import { entranceForm, tall } from "./entrance";
import { type Refusal, useEntrance } from "./use-entrance";

const action = "/api/sign-up";

type Typed = { name?: string | undefined; email?: string | undefined };

/** Name, e-mail and a password. An invitation is for one address, which then stands fast. */
export function SignUpForm({
  label,
  callbackUrl,
  invite,
  typed,
  refusal: before,
}: {
  /** What the button says. */
  label: string;
  callbackUrl: string;
  invite?: { token: string; email: string; name: string } | null;
  typed: Typed;
  refusal: Refusal;
}) {
  const { busy, refusal, errorOf, send } = useEntrance(action, before);
  const [mistake, setMistake] = useState<string | null>(null);
  const named = refusal?.errors.some(({ path }) => ["name", "email", "password"].includes(path));
  return (
    <form method="post" action={action} onSubmit={send} className={entranceForm}>
      {refusal && !named && <Notice tone="danger" title={refusal.detail} />}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      {invite && <input type="hidden" name="invite" value={invite.token} />}
      <Field id="name" label="Name" error={errorOf("name")}>
        {(control) => (
          <TextInput
            {...control}
            name="name"
            autoComplete="name"
            defaultValue={typed.name ?? invite?.name}
            required
            maxLength={100}
            className={tall}
          />
        )}
      </Field>
      <Field id="email" label="E-mail" error={errorOf("email")}>
        {(control) => (
          <TextInput
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={invite?.email ?? typed.email}
            readOnly={Boolean(invite)}
            required
            className={tall}
          />
        )}
      </Field>
      <Field id="password" label="Password" error={mistake ?? errorOf("password")}>
        {(control) => (
          <TextInput
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            required
            onBlur={({ target: { value } }) => setMistake(value ? passwordMistake(value) : null)}
            onChange={({ target: { value } }) => mistake && setMistake(passwordMistake(value))}
            className={tall}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={busy && "Making it…"} className={tall}>
        {label}
      </Button>
    </form>
  );
}
