/** A frozen file at a provider, for one of our senders there. */
export interface MediaPlace {
  readonly channel: string;
  readonly sender: string;
  /** Of the file. */
  readonly hash: string;
}

/** Under which id the provider keeps it, and for how long yet: system milliseconds. */
export interface KeptMedia {
  readonly id: string;
  readonly leftMs: number;
}

/** Frozen files, and where they are at providers. Each is handed over once a sender, whatever the number of workers. */
export interface ProviderMedia {
  /** The bytes of a file in pieces; null: nobody has frozen it. */
  read(hash: string): Promise<readonly Uint8Array<ArrayBuffer>[] | null>;
  /** Null: it is not there, or no longer. */
  keptAs(place: MediaPlace): Promise<KeptMedia | null>;
  /** Whether this process is to hand it over: no other is told so until it is released, or so long has passed. */
  take(place: MediaPlace, leaseMs: number): Promise<boolean>;
  keep(place: MediaPlace, id: string, forMs: number): Promise<void>;
  /** It has been handed over, or could not be. */
  release(place: MediaPlace): Promise<void>;
  /** The provider no longer has it under this id. */
  lose(place: MediaPlace, id: string): Promise<void>;
}
