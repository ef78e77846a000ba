/** What whoever reads a hint has to type: through npx, as in a clone of the repository, or the installed program. */
export const programName = process.env['npm_command'] === 'exec' ? 'npx livepin' : 'livepin';
