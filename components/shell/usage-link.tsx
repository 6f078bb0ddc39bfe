import { ChartNoAxesColumn } from "lucide-react";
import Link from "next/link";
import { iconButtonClass } from "../ui/icon-button";

export function UsageLink() {
  return (
    <Link href="/usage" aria-label="Usage" title="Usage" className={iconButtonClass()}>
      <ChartNoAxesColumn />
    </Link>
  );
}
