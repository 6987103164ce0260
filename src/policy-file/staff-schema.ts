import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { isName, nameOf } from '../campaign-file/words/names.ts';
import { locale } from '../campaign-file/words/place-names.ts';
import { readsText } from '../campaign-file/words/reads-text.ts';
import { toStaffId } from '../domain/ids.ts';
import { STAFF_ROLES, type StaffMember } from '../domain/staff.ts';
import { mailAddress } from './sender-words.ts';

// Nothing is proposed: a tidied name would still be the name of a person.
const staffId = readsText({ expected: 'an id in lower case with hyphens that names nobody, such as "service-1"', examples: ['service-1'], pattern: '^[a-z][a-z0-9-]*$', read: (text) => (isName(text) ? text : null) });
const staffName = expecting('a name of 80 letters at most, in one line', z.string().trim().min(1).max(80).regex(/^[^\p{Cc}]*$/u));
const staffRole = expecting(`a role: ${STAFF_ROLES.join(', ')}`, z.enum(STAFF_ROLES));

/** One of the staff, as they are written. */
export const personSchema = z.strictObject({
  id: staffId.meta({ description: 'Stands in records and logs: no name of a person. 员工编号，不含姓名。' }),
  name: staffName.meta({ description: 'As colleagues see it. 显示名称。' }),
  email: mailAddress.meta({ description: 'Where they are told that something waits for them. 通知邮箱。' }),
  roles: z.array(staffRole).min(1).max(STAFF_ROLES.length).meta({ description: 'What they may do. 角色。' }),
  teams: z.array(nameOf('the name of a team')).max(50).optional(),
  languages: z.array(locale).min(1).max(40).meta({ description: 'In which they answer customers. 可服务的语言。' }),
});

/** The staff block of the shop policy: the people who serve customers. */
export const staffSchema = z.array(personSchema).max(2_000).meta({ description: 'The people who serve customers; others are added by touchline staff add. 员工。' });

/** Somebody as they are meant. */
export function toStaffMember({ id, name, email, roles, teams = [], languages }: z.output<typeof personSchema>): StaffMember {
  return { id: toStaffId(id), name, email, roles: [...new Set(roles)], teams: [...new Set(teams)], languages: [...new Set(languages)] };
}
