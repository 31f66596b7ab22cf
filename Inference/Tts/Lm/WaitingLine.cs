namespace StreamServer.Inference.Tts.Lm;

/// <summary>Counts the requests that wait for a slot. A quarter of the room is kept for others than the owner who waits most. Thread-safe.</summary>
/// <param name="room">Requests that may wait.</param>
internal sealed class WaitingLine(int room)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, int> _ofOwner = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <returns>False when there is no room for one more of this owner's.</returns>
    public bool TryEnter(string owner)
    {
        lock (_gate)
        {
            int own = _ofOwner.GetValueOrDefault(owner);
            if (_count == room || own == room - (room / 4))
            {
                return false;
            }

            _ofOwner[owner] = own + 1;
            _count++;
            return true;
        }
    }

    /// <summary>One that entered waits no longer.</summary>
    public void Leave(string owner)
    {
        lock (_gate)
        {
            _count--;
            int left = _ofOwner[owner] - 1;
            if (left == 0)
            {
                _ofOwner.Remove(owner);
            }
            else
            {
                _ofOwner[owner] = left;
            }
        }
    }
}
