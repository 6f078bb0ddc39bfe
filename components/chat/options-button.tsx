"use client";

import { SlidersHorizontal } from "lucide-react";
import { useId } from "react";
import { Field } from "../ui/field";
import { IconButton } from "../ui/icon-button";
import { Popover } from "../ui/popover";
import { Textarea } from "../ui/textarea";
import { useHost } from "./chat-host";
import type { ChatModel } from "./desk";
import { OptionFields, optionValues } from "./option-fields";

/** The options of the model; for a new conversation also what the model keeps to throughout. */
export function OptionsButton({
  model,
  system,
}: {
  model: ChatModel;
  system: { text: string; onChange: (text: string) => void } | null;
}) {
  const { optionTexts, setOption } = useHost();
  const id = useId();
  const isSet = Object.keys(optionValues(model.options, optionTexts)).length > 0 || system?.text;
  return (
    <Popover
      label="Options"
      align="end"
      className="max-h-[min(60vh,560px)] w-[min(360px,calc(100vw-32px))] overflow-y-auto !p-4"
      trigger={
        <IconButton
          label={isSet ? "Options (some are set)" : "Options"}
          className={isSet ? "text-accent" : undefined}
        >
          <SlidersHorizontal />
        </IconButton>
      }
    >
      <div className="grid gap-4">
        {system && (
          <Field
            id={id}
            label="Instructions"
            hint="The model keeps to them in the whole conversation. They count as input each time."
          >
            {(control) => (
              <Textarea
                {...control}
                className="max-h-40"
                value={system.text}
                onChange={(event) => system.onChange(event.target.value)}
              />
            )}
          </Field>
        )}
        <OptionFields schemas={model.options} texts={optionTexts} onChange={setOption} />
      </div>
    </Popover>
  );
}
