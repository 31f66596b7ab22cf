/* What the training needs of flite: one call a sentence gives its phones with their end times, the word of each
   phone, the pitch curve and the samples. */
#include <string.h>
#include <flite/flite.h>
#include <flite/cst_cg.h>

cst_voice *register_cmu_us_slt(const char *);
cst_voice *register_cmu_us_rms(const char *);
cst_voice *register_cmu_us_awb(const char *);
cst_voice *register_cmu_us_kal16(const char *);

enum { KAL16 = 3, FRAMES_A_SECOND = 200 };
static cst_voice *voices[4];

void speech_init(void)
{
    flite_init();
    voices[0] = register_cmu_us_slt(NULL);
    voices[1] = register_cmu_us_rms(NULL);
    voices[2] = register_cmu_us_awb(NULL);
    voices[3] = register_cmu_us_kal16(NULL);
}

void speech_set(int voice, float stretch, float pitch)
{
    feat_set_float(voices[voice]->features, "duration_stretch", stretch);
    if (pitch > 0)
        feat_set_float(voices[voice]->features, "int_f0_target_mean", pitch);
}

/* The statistical voices carry a pitch track; the diphone voice has pitch targets to draw lines between. */
static int pitch_curve(cst_utterance *u, int voice, float end, float *f0, int capacity)
{
    int n = 0;
    if (voice != KAL16) {
        const cst_val *value = feat_val(u->features, "param_track");
        if (!value)
            return 0;
        cst_track *track = val_track(value);
        n = track->num_frames < capacity ? track->num_frames : capacity;
        for (int i = 0; i < n; i++)
            f0[i] = track->frames[i][0];
        return n;
    }
    n = (int)(end * FRAMES_A_SECOND) < capacity ? (int)(end * FRAMES_A_SECOND) : capacity;
    cst_item *target = relation_head(utt_relation(u, "Target"));
    float last_time = 0, last_f0 = target ? item_feat_float(target, "f0") : 100;
    int i = 0;
    for (; target; target = item_next(target)) {
        float time = item_feat_float(target, "pos"), value = item_feat_float(target, "f0");
        for (; i < n && i / (float)FRAMES_A_SECOND <= time; i++)
            f0[i] = time > last_time ? last_f0 + (value - last_f0) * (i / (float)FRAMES_A_SECOND - last_time) / (time - last_time) : value;
        last_time = time;
        last_f0 = value;
    }
    for (; i < n; i++)
        f0[i] = last_f0;
    return n;
}

/* Returns the number of phones, or -1. names: 4 bytes a phone. words: separated by spaces; word_of: index, -1 in pauses.
   *samples is 0 when the vocoder was skipped. */
static int read_utterance(cst_utterance *u, int voice, int max_phones, char *names, float *ends, int *word_of, char *words, int max_words,
                          int max_f0, float *f0, int *f0_count, int max_samples, short *wave, int *samples)
{
    if (!u)
        return -1;
    int n = 0, word = -1, used = 0;
    const cst_item *last = NULL;
    words[0] = 0;
    for (cst_item *s = relation_head(utt_relation(u, "Segment")); s && n < max_phones; s = item_next(s), n++) {
        memset(names + 4 * n, 0, 4);
        strncpy(names + 4 * n, item_feat_string(s, "name"), 3);
        ends[n] = item_feat_float(s, "end");
        word_of[n] = -1;
        cst_item *syllable = item_as(s, "SylStructure");
        const cst_item *parent = syllable ? item_parent(item_parent(syllable)) : NULL;
        if (!parent)
            continue;
        if (parent != last) {
            const char *name = item_feat_string(parent, "name");
            int length = strlen(name);
            word++;
            last = parent;
            if (used + length + 2 < max_words) {
                strcpy(words + used, name);
                used += length;
                words[used++] = ' ';
                words[used] = 0;
            }
        }
        word_of[n] = word;
    }
    *f0_count = n ? pitch_curve(u, voice, ends[n - 1], f0, max_f0) : 0;
    cst_wave *w = utt_wave(u);
    *samples = w->num_samples < max_samples ? w->num_samples : max_samples;
    memcpy(wave, w->samples, 2 * *samples);
    delete_utterance(u);
    return n;
}

int speech_synthesise(int voice, const char *text, int max_phones, char *names, float *ends, int *word_of, char *words, int max_words,
                      int max_f0, float *f0, int *f0_count, int max_samples, short *wave, int *samples)
{
    return read_utterance(flite_synth_text(text, voices[voice]), voice, max_phones, names, ends, word_of, words, max_words, max_f0, f0, f0_count,
                          max_samples, wave, samples);
}

/* The same of `count` words whose phones are given, separated by spaces, with the punctuation after each. */
int speech_synthesise_phones(int voice, int count, const char **phones, const char **punctuation, int max_phones, char *names, float *ends, int *word_of,
                             char *words, int max_words, int max_f0, float *f0, int *f0_count, int max_samples, short *wave, int *samples)
{
    cst_utterance *u = new_utterance();
    utt_init(u, voices[voice]);
    cst_relation *tokens = utt_relation_create(u, "Token");
    for (int i = 0; i < count; i++) {
        cst_item *token = relation_append(tokens, NULL);
        item_set_string(token, "name", "foreign");
        item_set_string(token, "whitespace", i ? " " : "");
        item_set_string(token, "prepunctuation", "");
        item_set_string(token, "punc", punctuation[i]);
        item_set_string(token, "phones", phones[i]);
    }
    return read_utterance(utt_synth_tokens(u), voice, max_phones, names, ends, word_of, words, max_words, max_f0, f0, f0_count, max_samples, wave, samples);
}
