/* The recorders: scripts of ours that are put beside somebody's training. Not for other folders. */
#ifndef RAVINE_EXPORT_RECORDER_H
#define RAVINE_EXPORT_RECORDER_H

/* Their lines; NULL ends them. */
extern const char *const rv_recorder_pytorch[], *const rv_recorder_keras[];

#endif
