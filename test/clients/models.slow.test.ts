import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { readRawDocument } from '../laws/document.ts'

const run = promisify(execFile)
const load = createRequire(resolve('test/clients/package.json'))
const { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } = load('quicktype-core')

const { schemas } = readRawDocument('delivery').components
const { answers } = JSON.parse(readFileSync('openapi/examples.json', 'utf8'))
/** Recorded answers of delivery that are objects with fields of ours alone, by the name of their schema. */
const names = Object.keys(answers).filter(
  (name) => typeof answers[name] === 'object' && schemas[name] && !schemas[name].additionalProperties,
)

/** The source of the models of an answer, as quicktype makes it from its schema. */
async function modelsOf(name: string, lang: string): Promise<string> {
  const local = (value: unknown) =>
    JSON.stringify(value).replaceAll('#/components/schemas/', '#/definitions/')
  const schema = local({ $ref: `#/components/schemas/${name}`, definitions: schemas })
  const input = new JSONSchemaInput(new FetchingJSONSchemaStore())
  await input.addSource({ name, schema })
  const inputData = new InputData()
  inputData.addInput(input)
  return (await quicktype({ inputData, lang })).lines.join('\n')
}

describe('models by quicktype have the names of the description', () => {
  test.each([
    ['swift', (name: string) => `struct ${name}: Codable`],
    ['kotlin', (name: string) => `data class ${name}`],
    ['go', (name: string) => `type ${name} struct`],
  ])('in %s', async (lang, declaration) => {
    const source = await modelsOf('ArticleResponse', lang)
    for (const name of ['Article', 'Author', 'Dateline', 'KeyFigure', 'Period', 'Block', 'DisclaimerUse'])
      expect(source).toContain(declaration(name))
  })
})

const hasGo = spawnSync('go', ['version']).status === 0

test.runIf(hasGo)(
  'models in Go decode every recorded answer, and know each of its fields (needs go)',
  async () => {
    const folder = createFolder()
    writeFileSync(join(folder, 'go.mod'), 'module models\n')
    for (const name of names) {
      const place = join(folder, name.toLowerCase())
      mkdirSync(place)
      const source = await modelsOf(name, 'go')
      writeFileSync(join(place, 'models.go'), source)
      writeFileSync(join(place, 'answer.json'), JSON.stringify(answers[name]))
      // Go writes `JSONFeed`.
      const [, type = ''] = new RegExp(`^type (${name}) struct`, 'im').exec(source) ?? []
      writeFileSync(join(place, 'main.go'), decoding(type))
    }
    const env = { ...process.env, GOFLAGS: '-mod=mod', GOCACHE: join(folder, 'cache') }
    for (const name of names) {
      const cwd = join(folder, name.toLowerCase())
      const { stdout } = await run('go', ['run', '.'], { cwd, env })
      expect(stdout.trim().toLowerCase()).toBe(name.toLowerCase())
    }
  },
  300_000,
)

const decoding = (name: string) => `package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	file, _ := os.Open("answer.json")
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	var answer ${name}
	if err := decoder.Decode(&answer); err != nil {
		panic(err)
	}
	fmt.Println("${name}")
}
`
