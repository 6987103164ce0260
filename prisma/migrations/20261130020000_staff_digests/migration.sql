BEGIN;

ALTER TABLE "staff_notice" ADD COLUMN     "digest" TEXT;
CREATE INDEX "staff_notice_of_person" ON "staff_notice"("person", "id") WHERE "sent_system" IS NULL;

COMMIT;
