import type { Metadata } from "next";
import { AskedFor } from "@/components/admin/allowances/asked-for";
import { AllowanceBook } from "@/components/admin/allowances/book";
import type { Choices } from "@/components/admin/allowances/editor";
import { Vouchers } from "@/components/admin/vouchers/book";
import { PageNotices } from "@/components/notices/page-notices";
import { PlainSheet } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { configuredIds } from "@/lib/allowances/configured";
import { allAllowances } from "@/lib/allowances/list";
import { listSubjects, type Subjects } from "@/lib/allowances/subjects";
import { windows } from "@/lib/allowances/window";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { defaultModel, isOffered, purposes } from "@/lib/models/purposes";
import { listModels } from "@/lib/models/registry";
import { noticeJson, openNotices } from "@/lib/notices/list";
import { preferences } from "../../preferences";
import { askedRows } from "./asked";
import { allowanceWords, rowOf } from "./rows";
import { voucherRows } from "./vouchers";

export const metadata: Metadata = { title: "Allowances" };

export default async function AllowancesPage() {
  const viewer = await adminOfPage("/admin/allowances");
  const { timeZone } = await preferences();
  const now = Date.now();
  const subjects = await listSubjects();
  const [allowances, configured, asked, vouchers, notices] = await Promise.all([
    allAllowances(now),
    configuredIds(),
    askedRows({ viewer, now, timeZone }),
    voucherRows({ subjects, now, timeZone }),
    openNotices(viewer, now),
  ]);
  const told = { subjects, configured, now, timeZone };
  return (
    <>
      <TopBar title={<b className="font-strong">Allowances</b>} />
      <PlainSheet title="Allowances" note="amounts in cents">
        <PageNotices notices={notices.map(noticeJson)} now={now} timeZone={timeZone} />
        <AskedFor rows={asked} />
        <AllowanceBook
          rows={allowances.map((listed) => rowOf(listed, told))}
          choices={choicesOf(subjects, now)}
        />
        <Vouchers
          rows={vouchers}
          allowances={allowances.map(({ id, allowance }) => ({
            value: id,
            label: allowanceWords(allowance, subjects),
          }))}
        />
      </PlainSheet>
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
