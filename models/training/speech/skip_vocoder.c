/* Loaded before libflite, this takes the place of its waveform generator: labels without audio, 4 times as fast. */
#include <flite/flite.h>
#include <flite/cst_cg.h>

cst_wave *mlsa_resynthesis(const cst_track *parameters, const cst_track *strengths, cst_cg_db *database, cst_audio_streaming_info *stream, int scope)
{
    cst_wave *wave = new_wave();
    cst_wave_resize(wave, 160, 1);
    wave->sample_rate = 16000;
    return wave;
}
