"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { type Answer, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { TextInput } from "../../ui/text-input";
import {
  type Endpoint,
  type EndpointDraft,
  endpointBody,
  endpointDraft,
  type ModelDraft,
  newModel,
} from "./draft";
import { ModelFields } from "./model-fields";

type Props = {
  /** The one to change; without it a new one is made, from `start` where that is known. */
  endpoint?: Endpoint;
  start?: EndpointDraft;
  /** Said under a new one, such as what it means for guests. */
  note?: string;
  onDone: () => void;
  onCancel: () => void;
};

/** An endpoint with its models, made or changed where it stands. */
export function EndpointEditor({ endpoint, start, note, onDone, onCancel }: Props) {
  const [draft, setDraft] = useState(() => start ?? endpointDraft(endpoint ?? null));
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const change = (part: Partial<EndpointDraft>) => setDraft({ ...draft, ...part });
  const changeModel = (row: string, part: Partial<ModelDraft>) =>
    change({
      models: draft.models.map((model) => (model.row === row ? { ...model, ...part } : model)),
    });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = endpointBody(draft, !endpoint);
    const saved = await (endpoint
      ? request(`/api/endpoints/${endpoint.id}`, { method: "PATCH", body })
      : request("/api/endpoints", { method: "POST", body }));
    setBusy(false);
    setAnswer(saved);
    if (saved.ok) onDone();
  };
  return (
    <form onSubmit={save} className="grid gap-4 p-4 whitespace-normal">
      <Address endpoint={endpoint} draft={draft} answer={answer} change={change} />
      {draft.models.map((model, at) => (
        <ModelFields
          key={model.row}
          model={model}
          errorOf={(path) => fieldError(answer, `models.${at}.${path}`)}
          onChange={(part) => changeModel(model.row, part)}
          onRemove={() => change({ models: draft.models.filter(({ row }) => row !== model.row) })}
        />
      ))}
      <div>
        <Button size="sm" onClick={() => change({ models: [...draft.models, newModel()] })}>
          <Plus /> Add a model
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t border-rule pt-3">
        <p className="min-w-0 flex-1 basis-72 text-sm text-ink-2" aria-live="polite">
          {answer && !answer.ok ? (
            <span className="text-danger">{summary(answer)}</span>
          ) : (
            [endpoint && "Prices are changed in the rows of the models.", note]
              .filter(Boolean)
              .join(" ")
          )}
        </p>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Saving…"}>
          {endpoint ? "Save" : "Add it"}
        </Button>
      </div>
    </form>
  );
}

function summary(answer: Extract<Answer<unknown>, { ok: false }>): string {
  return answer.errors.length > 0 ? "Not saved: see the fields above." : answer.detail;
}

/** Where a kind has an address of its own, that is where it is called unless another is said. */
const kinds: { value: string; label: string; address?: string }[] = [
  { value: "openai-compatible", label: "OpenAI-compatible" },
  { value: "openai", label: "OpenAI", address: "https://api.openai.com/v1" },
  { value: "anthropic", label: "Anthropic", address: "https://api.anthropic.com/v1" },
  {
    value: "google",
    label: "Google",
    address: "https://generativelanguage.googleapis.com/v1beta",
  },
];

type AddressProps = {
  endpoint: Endpoint | undefined;
  draft: EndpointDraft;
  answer: Answer<unknown> | null;
  change: (part: Partial<EndpointDraft>) => void;
};

/** Where it is, what it is called, and the key for it. */
function Address({ endpoint, draft, answer, change }: AddressProps) {
  const id = useId();
  const kept = endpoint?.api_key_last_four;
  const { address } = kinds.find(({ value }) => value === draft.kind) ?? {};
  return (
    <div className="grid gap-3 wide:grid-cols-[1fr_1fr_1.6fr_1.2fr]">
      <Field id={`${id}-name`} label="Name" error={fieldError(answer, "name")}>
        {(field) => (
          <TextInput
            {...field}
            required
            maxLength={100}
            placeholder="Local"
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field id={`${id}-kind`} label="Kind" error={fieldError(answer, "kind")}>
        {(field) => (
          <Select
            {...field}
            disabled={endpoint !== undefined}
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value })}
          >
            {kinds.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id={`${id}-url`} label="Address" error={fieldError(answer, "base_url")}>
        {(field) => (
          <TextInput
            {...field}
            type="url"
            required={address === undefined}
            placeholder={address ?? "http://127.0.0.1:11434/v1"}
            value={draft.baseUrl}
            onChange={(event) => change({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      <Field
        id={`${id}-key`}
        label="Key"
        error={fieldError(answer, "api_key")}
        hint="Kept encrypted, never shown again."
      >
        {(field) => (
          <TextInput
            {...field}
            type="password"
            autoComplete="off"
            placeholder={kept ? `ends with ${kept}` : "none"}
            value={draft.apiKey}
            onChange={(event) => change({ apiKey: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
