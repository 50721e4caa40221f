/* Training logs made of objects, of lists and of rows without names. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/log_case.h"

static void json(void **state)
{
    static const struct log_case cases[] = {
        /* trainer_state.json: rows go from one evaluation to the next. */
        {"{\n \"best_metric\": 0.5,\n \"epoch\": 2.0,\n \"log_history\": [\n"
         "  {\"epoch\": 0.5, \"learning_rate\": 0.002, \"loss\": 0.75, \"step\": 10},\n"
         "  {\"epoch\": 1.0, \"learning_rate\": 0.001, \"loss\": 0.25, \"step\": 20},\n"
         "  {\"epoch\": 1.0, \"eval_accuracy\": 0.75, \"eval_loss\": 0.5, \"eval_runtime\": 2.0,\n"
         "   \"eval_samples_per_second\": 20.0, \"step\": 20},\n"
         "  {\"epoch\": 1.5, \"loss\": 0.25, \"step\": 30},\n"
         "  {\"epoch\": 2.0, \"eval_accuracy\": 0.875, \"eval_loss\": NaN, \"step\": 40},\n"
         "  {\"epoch\": 2.0, \"train_loss\": 9.0, \"train_runtime\": 3.0, \"step\": 40}\n ]\n}\n",
         "json 1/1 epochs 1 2: loss(loss) 0.5 0.25; val_loss(eval_loss) 0.5 nan; "
         "val_accuracy(eval_accuracy) 0.75 0.875; learning_rate(learning_rate) 0.001 -; n 40 log"},
        /* Dictionaries among bars of progress, one of them in single quotes. */
        {"  1%|          | 1/90 [00:01<01:30]\n"
         "{'loss': 0.75, 'learning_rate': 4e-05, 'epoch': 1.0}\n"
         "100%|##########| 9/9 [00:01<00:00]{'eval_loss': 0.5, 'eval_f1': 0.25, 'epoch': 1.0}\n"
         "{'loss': 0.5, 'learning_rate': 2e-05, 'epoch': 2.0}\n"
         "{'eval_loss': 0.375, 'eval_f1': None, 'epoch': 2.0}\n",
         "json 1/1 epochs 1 2: loss(loss) 0.75 0.5; val_loss(eval_loss) 0.5 0.375; "
         "learning_rate(learning_rate) 4e-05 2e-05"},
        {"{\"env\": \"x\"}\n"
         "{\"mode\": \"train\", \"epoch\": 1, \"iter\": 10, \"lr\": 0.25, \"loss\": 2.0}\n"
         "{\"mode\": \"train\", \"epoch\": 1, \"iter\": 20, \"lr\": 0.25, \"loss\": 1.0}\n"
         "{\"mode\": \"val\", \"epoch\": 1, \"iter\": 5, \"lr\": 0.25, \"accuracy_top-1\": 61.5}\n"
         "{\"mode\": \"train\", \"epoch\": 2, \"iter\": 10, \"lr\": 0.125, \"loss\": 0.5}\n"
         "{\"mode\": \"val\", \"epoch\": 2, \"iter\": 5, \"lr\": 0.125, \"accuracy_top-1\": 62.5}\n",
         "json 1/1 epochs 1 2: loss(loss) 1.5 0.5; val_accuracy(accuracy_top-1) 0.615 0.625; "
         "learning_rate(lr) 0.25 0.125"},
        {"{\"train_lr\": 0.5, \"train_loss\": 6.5, \"test_loss\": 6.25, \"test_acc1\": 1.5, "
         "\"test_acc5\": 5.25, \"epoch\": 0, \"n_parameters\": 900}\n"
         "{\"train_lr\": 0.25, \"train_loss\": 6.0, \"test_loss\": 5.5, \"test_acc1\": 2.5, "
         "\"test_acc5\": 9.25, \"epoch\": 1, \"n_parameters\": 900}\n",
         "json 1/1 epochs 0 1: loss(train_loss) 6.5 6; val_loss(test_loss) 6.25 5.5; "
         "val_accuracy(test_acc1) 0.015 0.025; learning_rate(train_lr) 0.5 0.25"},
        /* Objects in objects; the epoch stands before them. */
        {"Epoch 3: {'train': {'loss': tensor(0.5, device='cuda:0'), 'acc': 0.25}, "
         "'val': {'loss': np.float64(0.75), 'acc': 0.375,}}\n"
         "Epoch 4: {'train': {'loss': tensor(0.25), 'acc': 0.5}, 'val': {'loss': inf, 'acc': 0.5}}\n",
         "json 1/1 epochs 3 4: loss(train/loss) 0.5 0.25; accuracy(train/acc) 0.25 0.5; "
         "val_loss(val/loss) 0.75 inf; val_accuracy(val/acc) 0.375 0.5"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void lists(void **state)
{
    static const struct log_case cases[] = {
        {"{'loss': [0.75, 0.5, nan], 'acc': [0.5, 0.625, 0.75],\n 'val_loss': [1.5, 1.25,\n 1.0]}\n",
         "lists 1/1 epochs 1 2 3: loss(loss) 0.75 0.5 nan; accuracy(acc) 0.5 0.625 0.75; "
         "val_loss(val_loss) 1.5 1.25 1"},
        {"train_losses = [np.float64(3.5), np.float64(2.5), np.float64(1.5)]\n"
         "val_losses = [3.0, None, 2.0]\n",
         "lists 1/1 epochs 1 2 3: loss(train_losses) 3.5 2.5 1.5; val_loss(val_losses) 3 - 2"},
        {"[77] validation cost history: 930.5 958.25 [927.5] 940.0\nreset\n"
         "[88] validation cost history: 958.25 [927.5] 940.0 927.5\n",
         "lists 2/2 epochs 1 2 3 4: val_loss(validation cost history) 958.25 927.5 940 927.5"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void yolo(void **state)
{
    static const struct log_case cases[] = {
        {"  3/99  3.82G  0.5  0.25  0.125  0.875  62  416  0.625  0.9375  0.75  0.5  0.75  0.5  0.25\n"
         "  4/99  3.82G  0.25  0.25  0.125  0.625  55  416  0.75  0.9375  0.75  0.5  0.5  0.5  0.25\n",
         "yolo 1/1 epochs 3 4: loss(train/loss) 0.875 0.625; "
         "val_loss(val/box_loss + val/obj_loss + val/cls_loss) 1.5 1.25"},
        {"| 0/299 | 3.1G | 0.5 | 0.25 | 0.125 | 62 | 640 | 0.5 | 0.5 | 0.5 | 0.5 | 0.75 | 0.5 | 0.25 |\n"
         "| 1/299 | 3.1G | 0.5 | 0.25 | 0.25 | 62 | 640 | 0.5 | 0.5 | 0.5 | 0.5 | 0.75 | 0.5 | 0.5 |\n",
         "yolo 1/1 epochs 0 1: loss(train/box_loss + train/obj_loss + train/cls_loss) 0.875 1; "
         "val_loss(val/box_loss + val/obj_loss + val/cls_loss) 1.5 1.75"},
        /* The console. */
        {"      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size\n"
         "        1/2      2.5G       1.5        3.5        1.25         16        640: 100%|####| 8/8\n"
         "                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%\n"
         "                   all        128        929       0.5      0.625      0.375       0.25\n"
         "      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size\n"
         "        2/2      2.5G       1.0        3.0        1.25         16        640: 100%|####| 8/8\n",
         "yolo 1/1 epochs 1 2: loss(train/box_loss + train/cls_loss + train/dfl_loss) 6.25 5.25"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void nameless(void **state)
{
    static const struct log_case cases[] = {
        {"[ 0.       0.75     0.5      0.875  ]\n[ 1.       0.5      0.375    0.9375 ]\n",
         "fastai 1/1 epochs 0 1: loss(trn_loss) 0.75 0.5; val_loss(val_loss) 0.5 0.375; "
         "val_accuracy(accuracy) 0.875 0.9375"},
        /* An export of TensorBoard, whose file has a name of its own. */
        {"Wall time,Step,Value\n1600000000.1,0,0.75\n1600000010.1,1,0.5\n",
         "csv 1/1 epochs 0 1: loss(Value) 0.75 0.5"},
        {"\"Step\",\"glad-7 - val_loss\",\"glad-7 - val_loss__MIN\",\"glad-7 - val_loss__MAX\"\n"
         "\"0\",\"0.75\",\"0.75\",\"0.75\"\n\"1\",\"0.5\",\"0.5\",\"0.5\"\n",
         "csv 1/1 epochs 0 1: val_loss(val_loss) 0.75 0.5"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json),
        cmocka_unit_test(lists),
        cmocka_unit_test(yolo),
        cmocka_unit_test(nameless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
