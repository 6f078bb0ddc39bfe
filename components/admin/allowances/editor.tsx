"use client";

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { AmountField } from "../../allowances/amount-field";
import { type Choice, ChoiceField } from "../../allowances/choice-field";
import { type Answer, fieldError } from "../../request";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";
import { useSending } from "../../use-sending";
import { FormFoot } from "../form-foot";
import { type AllowanceRow, bodyOf, canRollOver, type Draft, draftOf, newDraft } from "./draft";
import { meaningOf, type PricedModel } from "./meaning";

/** What can be chosen from. */
export type Choices = {
  people: Choice[];
  groups: Choice[];
  purposes: Choice[];
  models: PricedModel[];
  windows: Choice[];
};

type Props = {
  /** The one to change; without it a new one is made. */
  row?: AllowanceRow;
  choices: Choices;
  onDone: () => void;
  onCancel: () => void;
  /** What else can be done with the one that is there. */
  more?: ReactNode;
};

/** An allowance edited in its row; it says before saving what that means. */
export function AllowanceEditor({ row, choices, onDone, onCancel, more }: Props) {
  const [draft, setDraft] = useState<Draft>(row ? draftOf(row) : newDraft);
  const { busy, answer, refused, send } = useSending();
  const meaning = meaningOf(draft, row ?? null, choices.models);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const body = bodyOf(draft);
    if (!body) return;
    const saved = await (row
      ? send(`/api/allowances/${row.id}`, { method: "PATCH", body })
      : send("/api/allowances", { body }));
    if (saved?.ok) onDone();
  };
  return (
    <form
      onSubmit={save}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
      className="grid gap-3 p-4 whitespace-normal"
    >
      <Fields
        draft={draft}
        choices={choices}
        answer={answer}
        change={(part) => setDraft({ ...draft, ...part })}
      />
      <FormFoot
        refused={refused}
        more={more}
        yes={row ? "Save" : "Make it"}
        busy={busy && "Saving…"}
        onCancel={onCancel}
      >
        {meaning?.words} <span className="text-warn">{meaning?.warning}</span>
      </FormFoot>
    </form>
  );
}

const kinds = [
  { value: "budget", label: "pays (budget)" },
  { value: "cap", label: "limits (cap)" },
];

const levels = [
  { value: "each-user", label: "each person" },
  { value: "instance", label: "everybody together" },
];

type FieldsProps = {
  draft: Draft;
  choices: Choices;
  answer: Answer<unknown> | null;
  change: (part: Partial<Draft>) => void;
};

function Fields({ draft, choices, answer, change }: FieldsProps) {
  const id = useId();
  const choose = (field: keyof Draft, label: string, list: readonly Choice[], path = field) => ({
    id: `${id}-${field}`,
    label,
    value: draft[field],
    onChange: (value: string) => change({ [field]: value }),
    choices: list,
    error: fieldError(answer, path),
  });
  const subjects = [
    { label: "Groups", choices: subjectsOf("group", choices.groups) },
    { label: "People", choices: subjectsOf("user", choices.people) },
  ];
  return (
    <div className="grid grid-cols-2 gap-3 wide:grid-cols-5">
      <Field id={`${id}-name`} label="Name" error={fieldError(answer, "name")}>
        {(field) => (
          <TextInput
            {...field}
            required
            maxLength={80}
            placeholder="Chat, each day"
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <ChoiceField
        {...choose("subject", "For", levels)}
        groups={subjects}
        error={fieldError(answer, "level", "subject_id")}
      />
      <ChoiceField {...choose("kind", "Does", kinds)} />
      <ChoiceField {...choose("purpose", "Purpose", [any, ...choices.purposes])} />
      <ChoiceField {...choose("model", "Model", [any, ...choices.models])} />
      <ChoiceField {...choose("window", "Window", choices.windows)} />
      <ChoiceField
        {...choose("timeZone", "Time zone", timeZones(draft.timeZone))}
        disabled={draft.window === "none"}
        error={fieldError(answer, "time_zone")}
      />
      <ChoiceField
        {...choose("rollover", "What is left", rollovers)}
        disabled={!canRollOver(draft.window)}
      />
      <AmountField
        id={`${id}-amount`}
        label="Amount"
        value={draft.amount}
        onChange={(amount) => change({ amount })}
        error={fieldError(answer, "credits")}
      />
    </div>
  );
}

/** As `Draft.subject` names them. */
function subjectsOf(level: "group" | "user", list: Choice[]): Choice[] {
  return list.map(({ value, label }) => ({ value: `${level}:${value}`, label }));
}

const rollovers = [
  { value: "none", label: "ends with the period" },
  { value: "period", label: "lasts one period more" },
];

const any = { value: "", label: "any" };

/** UTC first, then every zone this browser knows. */
function timeZones(chosen: string): Choice[] {
  const zones = new Set(["UTC", chosen, ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}
