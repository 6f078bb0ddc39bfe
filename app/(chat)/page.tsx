import { Mark } from "@/components/shell/mark";
import { LedgerSheet } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";

export default function FirstPage() {
  return (
    <>
      <TopBar title={<Mark />} />
      <LedgerSheet>{null}</LedgerSheet>
    </>
  );
}
