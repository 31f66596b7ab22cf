using System.Diagnostics;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>Which row lives in which slot of the batch. Only the engine's thread touches it.</summary>
internal sealed class KvSlots(ILmModel model)
{
    private readonly LmRow?[] _rows = new LmRow?[model.Slots];

    public int Free { get; private set; } = model.Slots;

    public int Used => _rows.Length - Free;

    public LmRow? this[int slot] => _rows[slot];

    /// <summary>Gives the row the lowest free slot.</summary>
    public void Rent(LmRow row)
    {
        Debug.Assert(row.Slot < 0 && Free > 0);
        row.Slot = Array.IndexOf(_rows, null);
        row.Past = 0;
        _rows[row.Slot] = row;
        Free--;
    }

    public void Return(LmRow row)
    {
        Debug.Assert(_rows[row.Slot] == row);
        _rows[row.Slot] = null;
        row.Slot = -1;
        Free++;
    }

    /// <summary>
    /// Moves the given rows into the lowest slots, so that a step runs no row in vain. A model that cannot swap leaves them
    /// where they are.
    /// </summary>
    /// <returns>Slots [0, n) that a step over these rows has to run.</returns>
    public int Gather(List<LmRow> rows)
    {
        int n = rows.Count;
        if (!model.CanSwap)
        {
            return rows.Max(row => row.Slot) + 1;
        }

        int hole = 0;
        foreach (LmRow row in rows)
        {
            if (row.Slot < n)
            {
                continue;
            }

            while (_rows[hole] is { } occupant && rows.Contains(occupant))
            {
                hole++;
            }

            Swap(row, hole);
        }

        return n;
    }

    private void Swap(LmRow row, int target)
    {
        LmRow? other = _rows[target];
        model.Swap(row.Slot, row.Past, target, other?.Past ?? 0);
        _rows[row.Slot] = other;
        other?.Slot = row.Slot;
        _rows[target] = row;
        row.Slot = target;
    }
}
