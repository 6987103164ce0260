import type { Command } from 'commander';

/** How a command below `parent` is called, as its examples show it: `npx touchline inquiry reply`. */
export function calledAs(parent: Command, name: string): string {
  return parent.parent === null ? `npx ${parent.name()} ${name}` : `${calledAs(parent.parent, parent.name())} ${name}`;
}
