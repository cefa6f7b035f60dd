// Runs the cases named on the command line and prints one JSON line for each: what a user of the SDK saw.
//   node openai.mjs http://127.0.0.1:8080 [http://127.0.0.1:8090] [chat-stream chat-cut]
// The second address, a gateway with quick heartbeats, is for the cases of slow models. Without names, all cases run.

/** What one case saw; times are milliseconds from its start. */
export class Seen {
  #start = performance.now();
  text = '';
  pieces = [];
  tools = [];
  finish = null;
  usage = null;
  events = {};
  /** Errors that the SDK handed over as parts of the stream instead of throwing them. */
  reported = [];
  error = null;
  ms = 0;

  now() {
    return Math.round((performance.now() - this.#start) * 10) / 10;
  }

  piece(text) {
    if (!text) return;
    this.text += text;
    this.pieces.push([this.now(), text]);
  }

  event(name) {
    this.events[name] = (this.events[name] ?? 0) + 1;
  }

  /** A fragment of a tool call, put together by its index as clients do it. */
  tool(index, { id, name, args }) {
    const tool = (this.tools[index] ??= { id: null, name: null, args: '' });
    if (id) tool.id = id;
    if (name) tool.name = name;
    if (args) tool.args += args;
  }
}

/** The prompt and the tool of every case. */
export const prompt = 'What is a sluice?';
export const tool = {
  name: 'find_gate',
  description: 'Finds a gate by its place.',
  schema: {
    type: 'object',
    properties: { place: { type: 'string' }, width: { type: 'number' } },
    required: ['place', 'width'],
    additionalProperties: false,
  },
};

/** Model of a case: the gateway routes `m-*`, the scripted model reads what stands behind the plus signs. */
export const model = (name, behaviour) => `m-${name}${behaviour ? `+${behaviour}` : ''}`;

export const key = 'sk-client';

function describe(error, classes) {
  const known = Object.entries(classes).filter(([, type]) => error instanceof type).map(([name]) => name);
  return {
    class: error?.constructor?.name ?? typeof error,
    name: error?.name ?? null,
    isA: known,
    message: String(error?.message ?? error),
    status: error?.status ?? error?.statusCode ?? null,
    type: error?.type ?? error?.error?.error?.type ?? null,
    code: error?.code ?? null,
    requestId: error?.requestID ?? null,
    cause: error?.cause ? `${error.cause.constructor?.name}: ${error.cause.message}` : null,
  };
}

/**
 * @param cases  name to async (seen, baseUrl) => void; a case that throws has seen an error
 * @param classes  the SDK's error classes, most special first: which of them the error is an instance of
 */
export async function run(cases, classes) {
  const words = process.argv.slice(2);
  const urls = words.filter((word) => word.startsWith('http')).map((url) => url.replace(/\/$/, ''));
  const unknown = words.filter((word) => !word.startsWith('http') && !cases[word]);
  if (urls.length === 0 || unknown.length > 0) {
    console.error(`usage: node ${process.argv[1]} URL [URL] [CASE...]; found: ${words.join(' ')}; cases: ${Object.keys(cases).join(' ')}`);
    process.exit(2);
  }

  const names = words.filter((word) => cases[word]);
  const waiting = names.length > 0 ? names : Object.keys(cases);
  process.on('unhandledRejection', (error) => {
    console.log(JSON.stringify({ case: 'unhandled-rejection', error: describe(error, classes) }));
  });
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const seen = new Seen();
      try {
        await cases[name](seen, name.includes('slow') ? urls.at(-1) : urls[0], name);
      } catch (error) {
        seen.error = describe(error, classes);
      }
      seen.ms = seen.now();
      console.log(JSON.stringify({ case: name, ...seen }));
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
}
