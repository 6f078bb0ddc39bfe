-- Each hold and each charge wrote two pages of the index that goes; of the one that comes, none.
DROP INDEX `balances_left`;--> statement-breakpoint
CREATE INDEX `balances_of_period` ON `balances` (`allowance_id`,`period_start`) WHERE kind = 'period';
