BEGIN;

-- AlterTable
ALTER TABLE "inquiry" ADD COLUMN     "assigned" BOOLEAN NOT NULL DEFAULT false;

COMMIT;
