using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// What must hold before every round; a violation is a fault of the engine and ends it rather than mixing two callers' audio.
/// </summary>
internal static class LmInvariants
{
    /// <exception cref="EngineFaultException">Names the violated rule.</exception>
    public static void Check(IReadOnlyList<LmRow> rows, KvSlots slots, ILmModel model)
    {
        int held = 0;
        foreach (LmRow row in rows)
        {
            if (row.Phase == RowPhase.Waiting != row.Slot < 0)
            {
                throw new EngineFaultException($"A row that is {row.Phase} has slot {row.Slot}.");
            }

            if (row.Slot < 0)
            {
                continue;
            }

            held++;
            if (slots[row.Slot] != row)
            {
                throw new EngineFaultException($"Slot {row.Slot} does not hold the row that says it is there.");
            }

            if (row.Past > model.MaxLength)
            {
                throw new EngineFaultException($"Slot {row.Slot} holds {row.Past} tokens of at most {model.MaxLength}.");
            }
        }

        if (held != slots.Used)
        {
            throw new EngineFaultException($"{slots.Used} slots are in use, {held} rows hold one.");
        }
    }
}
