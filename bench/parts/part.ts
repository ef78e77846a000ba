/** Answers the questions of `startPart`, one at a time. */
export function answerQuestions(answers: Readonly<Record<string, () => unknown>>): void {
  process.on('message', async (question: string) => {
    process.send!(await answers[question]!());
  });
}
