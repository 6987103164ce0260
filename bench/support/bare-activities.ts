/** What the bare loop does: nothing, counted. */
export function createBareActivities(count: { advanced: number; sent: number; delaysMs: number[] }) {
  return {
    async woken(dueMs: number): Promise<void> {
      count.delaysMs.push(Date.now() - dueMs);
    },
    async advance(_id: string, touch: number): Promise<{ send: boolean }> {
      count.advanced += 1;
      // The first look of a run only sets the timer, as a customer's does who has just entered a campaign.
      return { send: touch > 0 };
    },
    async send(_id: string): Promise<void> {
      count.sent += 1;
    },
  };
}

export type BareActivities = ReturnType<typeof createBareActivities>;
