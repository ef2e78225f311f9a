import { parentPort, workerData } from 'node:worker_threads'
import { createAddressGuard } from '../addresses.ts'
import type { Attempted, Delivery } from './sender.ts'
import { createSender } from './sender.ts'

/** The thread that signs and sends. Messages are collected for a tick of its event loop: each costs as much as a few deliveries. */

export type Order = readonly [number: number, delivery: Delivery]
export type Report = readonly [number: number, attempted: Attempted]

const sender = createSender(createAddressGuard(workerData.webhookAllow))
let reports: Report[] = []

const report = (one: Report) => {
  reports.push(one)
  if (reports.length > 1) return
  setImmediate(() => {
    parentPort?.postMessage(reports)
    reports = []
  })
}

parentPort?.on('message', (orders: readonly Order[]) => {
  for (const [number, delivery] of orders)
    void sender.send(delivery).then((outcome) => report([number, outcome]))
})
