/** Somebody or something has asked for the pixel of a message. */
export interface PixelHit {
  readonly ref: bigint;
  /** By the request itself: a proxy, a scanner, a look ahead. */
  readonly byMachine: boolean;
}
