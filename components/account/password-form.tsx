"use client";

import { type FormEvent, useState } from "react";
import { passwordMistake } from "@/lib/auth/password-rules";
import { type Answer, fieldError, request } from "../request";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";

/** Changes one's password; `has` is whether there is one now. */
export function PasswordForm({ has }: { has: boolean }) {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<null> | null>(null);
  const [mistake, setMistake] = useState<string | null>(null);
  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const form = event.currentTarget;
    const body = Object.fromEntries(new FormData(form));
    const changed = await request<null>("/api/me/password", { method: "POST", body });
    setBusy(false);
    setAnswer(changed);
    if (changed.ok) form.reset();
  };
  const errors = {
    current: fieldError(answer, "current_password"),
    next: mistake ?? fieldError(answer, "new_password"),
  };
  const said =
    answer && (answer.ok ? "It is changed. Other devices are signed out." : answer.detail);
  return (
    <form onSubmit={change} className="grid max-w-90 gap-3">
      {has && (
        <Field id="current-password" label="Password now" error={errors.current}>
          {(control) => (
            <TextInput
              {...control}
              name="current_password"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
      )}
      <Field id="new-password" label="New password" error={errors.next}>
        {(control) => (
          <TextInput
            {...control}
            name="new_password"
            type="password"
            autoComplete="new-password"
            required
            onBlur={({ target: { value } }) => setMistake(value ? passwordMistake(value) : null)}
            onChange={({ target: { value } }) => mistake && setMistake(passwordMistake(value))}
          />
        )}
      </Field>
      {said && !errors.current && !errors.next && (
        <p role="status" className={answer?.ok ? "text-ok" : "text-danger"}>
          {said}
        </p>
      )}
      <p>
        <Button type="submit" busy={busy && "Changing…"}>
          {has ? "Change the password" : "Set a password"}
        </Button>
      </p>
    </form>
  );
}
