import { describeAnyChannel } from './any-channel-contract.ts';
import { pigeonHarness } from './pigeon/pigeon-harness.ts';

// A channel that no shop has, in a folder of its own: whatever is built from the contract alone passes the contract.
describeAnyChannel('pigeon', pigeonHarness);
