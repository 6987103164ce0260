BEGIN;

-- AlterTable
ALTER TABLE "inquiry_entry" ADD COLUMN     "owed_at" TIMESTAMPTZ(3);

COMMIT;
