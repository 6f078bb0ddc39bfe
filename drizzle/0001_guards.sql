-- The database itself refuses what must never happen; the verbs see the message and say it in words.
CREATE TRIGGER `holds_need_room` BEFORE INSERT ON `holds`
WHEN (SELECT `granted_credits` - `spent_credits` - `reserved_credits` FROM `balances` WHERE `id` = NEW.`balance_id`)
   < (SELECT `credits` FROM `reservations` WHERE `id` = NEW.`reservation_id`)
BEGIN SELECT RAISE(ABORT, 'purser: no room'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_close_once` BEFORE UPDATE OF `state` ON `reservations`
WHEN OLD.`state` <> 'open'
BEGIN SELECT RAISE(ABORT, 'purser: already closed'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_stay` BEFORE DELETE ON `reservations`
BEGIN SELECT RAISE(ABORT, 'purser: reservations are not deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_stay` BEFORE UPDATE ON `entries`
BEGIN SELECT RAISE(ABORT, 'purser: entries are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_stay_too` BEFORE DELETE ON `entries`
BEGIN SELECT RAISE(ABORT, 'purser: entries are not deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `usage_stays` BEFORE DELETE ON `usage`
BEGIN SELECT RAISE(ABORT, 'purser: usage is not deleted'); END;
