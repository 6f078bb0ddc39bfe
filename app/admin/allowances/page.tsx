import type { Metadata } from "next";
import { AllowanceBook } from "@/components/admin/allowances/book";
import type { Choices } from "@/components/admin/allowances/editor";
import { TopBar } from "@/components/shell/top-bar";
import { configuredIds } from "@/lib/allowances/configured";
import { allAllowances } from "@/lib/allowances/list";
import { listSubjects, type Subjects } from "@/lib/allowances/subjects";
import { windows } from "@/lib/allowances/window";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { defaultModel, isOffered, purposes } from "@/lib/models/purposes";
import { listModels } from "@/lib/models/registry";
import { preferences } from "../../preferences";
import { rowOf } from "./rows";

export const metadata: Metadata = { title: "Allowances" };

export default async function AllowancesPage() {
  await adminOfPage("/admin/allowances");
  const { timeZone } = await preferences();
  const now = Date.now();
  const [allowances, subjects, configured] = await Promise.all([
    allAllowances(now),
    listSubjects(),
    configuredIds(),
  ]);
  const told = { subjects, configured, now, timeZone };
  return (
    <>
      <TopBar title={<b className="font-strong">Allowances</b>} />
      <AllowanceBook
        rows={allowances.map((listed) => rowOf(listed, told))}
        choices={choicesOf(subjects, now)}
      />
    </>
  );
}

/** The model that chat starts with first: an amount is told in its tokens. */
function choicesOf(subjects: Subjects, now: number): Choices {
  const usual = defaultModel("chat");
  const models = listModels().filter((model) => isOffered(model) || model.demo);
  const choice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  return {
    people: subjects.people.map(choice),
    groups: subjects.groups.map(choice),
    purposes: purposes({ internal: true }).map((value) => ({ value, label: value })),
    models: models
      .sort((a, b) => Number(b.id === usual?.id) - Number(a.id === usual?.id))
      .map((model) => ({ ...choice(model), rate: model.priceAt(now)?.output ?? null })),
    windows: windows.map((value) => ({
      value,
      label: value === "none" ? "none, topped up" : value.replace("-", " "),
    })),
  };
}
