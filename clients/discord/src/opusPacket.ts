/** What Discord's clients send when nobody speaks: 20 ms of silence. */
export const silentPacket = Buffer.from([0xf8, 0xff, 0xfe]);

const frameMs = [10, 20, 40, 60, 10, 20, 40, 60, 10, 20, 40, 60, 10, 20, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20, 2.5, 5, 10, 20];

/** How many ms of audio a packet holds (RFC 6716, section 3.1 and 3.2); 0 for one that is none. */
export function packetMs(packet: Buffer): number {
  if (packet.length === 0) return 0;
  const frame = frameMs[packet[0]! >> 3]!;
  switch (packet[0]! & 3) {
    case 0:
      return frame;
    case 1:
    case 2:
      return frame * 2;
    default:
      return packet.length < 2 ? 0 : frame * (packet[1]! & 63);
  }
}
