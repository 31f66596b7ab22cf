// Utterances as subtitles, in the bytes in which the server writes them.

const time = (seconds, point) => {
  const all = Math.round(seconds * 1000);
  const two = number => String(number).padStart(2, '0');
  return `${two(Math.floor(all / 3_600_000))}:${two(Math.floor(all / 60_000) % 60)}:${two(Math.floor(all / 1000) % 60)}${point}${String(all % 1000).padStart(3, '0')}`;
};

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** SubRip. */
export const srt = segments =>
  segments.map(({ start, end, text }, index) => `${index + 1}\n${time(start, ',')} --> ${time(end, ',')}\n${text}\n\n`).join('');

/** WebVTT. */
export const vtt = segments =>
  `WEBVTT\n\n${segments.map(({ start, end, text }) => `${time(start, '.')} --> ${time(end, '.')}\n${escape(text)}\n\n`).join('')}`;
