import type { StaffRole } from './staff.ts';

/** What a program may do for somebody of the staff. */
export const API_SCOPES = ['approvals:read', 'approvals:decide', 'inbox:read', 'inbox:answer'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Whose work each of these is: a person with none of the roles may not do it, whatever a key of theirs says. */
export const SCOPE_ROLES: Readonly<Record<ApiScope, readonly StaffRole[]>> = {
  'approvals:read': ['marketer', 'supervisor', 'service', 'auditor'],
  'approvals:decide': ['supervisor'],
  'inbox:read': ['supervisor', 'service', 'auditor'],
  'inbox:answer': ['supervisor', 'service'],
};

/** Whether somebody with these roles may do this. */
export function mayDo(scope: ApiScope, roles: readonly StaffRole[]): boolean {
  return SCOPE_ROLES[scope].some((role) => roles.includes(role));
}
