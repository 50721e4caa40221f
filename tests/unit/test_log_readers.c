/* Training logs of other programs: each kind by a small excerpt of its own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/log_case.h"

#define BAR "[==============================]"

static void keras(void **state)
{
    static const struct log_case cases[] = {
        {"Train on 900 samples, validate on 130 samples\n"
         "Epoch 1/7\n"
         "900/900 " BAR " - 3s - loss: 0.6931 - acc: 0.5100 - val_loss: 0.7012 - val_acc: 0.4846\n"
         "Epoch 2/7\n"
         "512/900 [================>.............] - ETA: 1s - loss: 0.6000 - acc: 0.7000\n"
         "900/900 " BAR " - 3s 3ms/step - loss: 0.5127 - acc: 0.7711 - val_loss: 0.6333 - "
         "val_acc: 0.6308\n",
         "keras 1/1 epochs 1 2: loss(loss) 0.6931 0.5127; accuracy(acc) 0.51 0.7711; "
         "val_loss(val_loss) 0.7012 0.6333; val_accuracy(val_acc) 0.4846 0.6308; n 130 log"},
        /* Begins and ends in an epoch; carriage returns; words of callbacks glued to a bar. */
        {"75/75 " BAR " - 9s - loss: 2.5000 - val_loss: nan\r\n"
         "Epoch 4/9\r\n"
         "10/75 [===>..........................] - ETA: 8s - loss: 9.0\r"
         "70/75 [============================>.] - ETA: 0s - loss: 2.4 Epoch 00004: val_loss "
         "improved from inf to 2.20000, saving model to w.h5\r"
         "75/75 " BAR " - 8s - loss: 2.3750 - val_loss: 2.2000\r\n"
         "Epoch 5/9\r\n"
         "30/75 [==========>...................] - ETA: 5s - loss: 2.2\r\n",
         "keras 1/1 epochs 3 4: loss(loss) 2.5 2.375; val_loss(val_loss) nan 2.2"},
        /* Keras 3, its bar and its colours; a partial bar first; evaluate() at the end. */
        {"Epoch 1/2\n"
         "\x1b[1m45/46\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[1m0s\x1b[0m 9ms/step - accuracy: "
         "0.21 - loss: 3.1\n"
         "Epoch 1: val_loss improved from inf to 2.90000, saving model to best.keras\n"
         "\x1b[1m46/46\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[1m2s\x1b[0m 22ms/step - accuracy: "
         "0.2200 - loss: 3.0500 - val_accuracy: 0.2500 - val_loss: 2.9000 - learning_rate: 0.0010\n"
         "Epoch 2/2\n"
         "46/46 ━━━━━━━━━━━━━━━━━━━━ 1s 9ms/step - accuracy: 0.4300 - loss: 2.1100 - "
         "val_accuracy: 0.0000e+00 - val_loss: 0.0000e+00 - learning_rate: 0.0010\n"
         "12/12 ━━━━━━━━━━━━━━━━━━━━ 0s 4ms/step - accuracy: 0.9000 - loss: 0.1000\n",
         "keras 1/1 epochs 1 2: loss(loss) 3.05 2.11; accuracy(accuracy) 0.22 0.43; "
         "val_loss(val_loss) 2.9 -; val_accuracy(val_accuracy) 0.25 -; "
         "learning_rate(learning_rate) 0.001 0.001"},
        /* One line for everything. */
        {"Epoch 1/90 64/64 " BAR " - 1s 2ms/sample - loss: 1.25 - val_loss: 1.5 Epoch 2/90 64/64 "
         BAR " - 0s 1ms/sample - loss: 1.125 - val_loss: 1.75",
         "keras 1/1 epochs 1 2: loss(loss) 1.25 1.125; val_loss(val_loss) 1.5 1.75"},
        /* verbose=2, of Keras 1 and 2; a plateau; a second run. */
        {"Epoch 1/3\n4s - loss: 0.9 - val_loss: 0.8\nEpoch 2/3\n - 5s - loss: 0.7 - val_loss: 0.9\n"
         "\nEpoch 00002: ReduceLROnPlateau reducing learning rate to 0.00025.\n"
         "Epoch 3/3\n - 5s 2ms/step - loss: 0.6 - val_loss: 0.7\n"
         "Epoch 1/3\n4s - loss: 0.5 - val_loss: 0.4\n",
         "keras 1/2 epochs 1 2 3: loss(loss) 0.9 0.7 0.6; val_loss(val_loss) 0.8 0.9 0.7; "
         "learning_rate(learning rate) - - 0.00025"},
        /* fit() for one epoch in a loop. */
        {"Epoch 1/1\n8/8 " BAR " - 0s - loss: 0.5\nEpoch 1/1\n8/8 " BAR " - 0s - loss: 0.25\n",
         "keras 1/1 epochs 1 2: loss(loss) 0.5 0.25"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void csv(void **state)
{
    static const struct log_case cases[] = {
        {"epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.5,0.75,0.25,1.5\r\n\r\n1,0.625,0.5,,2.5\r\n",
         "csv 1/1 epochs 0 1: loss(loss) 0.75 0.5; accuracy(accuracy) 0.5 0.625; "
         "val_loss(val_loss) 1.5 2.5; val_accuracy(val_accuracy) 0.25 -"},
        /* Appended runs without a header, one of a row only. */
        {"epoch,loss,val_loss\n0,5,6\n0,4,5\n1,3,4\n2,2,3\n0,1,2\n1,1,1\n",
         "csv 2/3 epochs 0 1 2: loss(loss) 4 3 2; val_loss(val_loss) 5 4 3"},
        {"epoch;lr;train_loss;valid_loss\n1;0,01;0,5;0,75\n2;0,01;0,25;0,5\n",
         "csv 1/1 epochs 1 2: loss(train_loss) 0.5 0.25; val_loss(valid_loss) 0.75 0.5; "
         "learning_rate(lr) 0.01 0.01"},
        /* No epochs; the index of pandas. */
        {"loss,val_loss\n0.5,0.6\n0.4,0.5\n",
         "csv 1/1 epochs 1 2: loss(loss) 0.5 0.4; val_loss(val_loss) 0.6 0.5"},
        {",loss,val_loss\n0,0.5,0.6\n1,0.4,0.5\n",
         "csv 1/1 epochs 0 1: loss(loss) 0.5 0.4; val_loss(val_loss) 0.6 0.5"},
        /* Lightning: rows of training and of validation, and of a test. */
        {"epoch,step,train_loss,val_loss,val_acc,test_loss\n0,9,2,,,\n0,19,1,,,\n0,24,,1.25,0.5,\n"
         "1,29,0.5,,,\n1,39,1,,,\n1,49,,1.5,0.75,\n2,50,,,,1.375\n",
         "csv 1/1 epochs 0 1: loss(train_loss) 1.5 0.75; val_loss(val_loss) 1.25 1.5; "
         "val_accuracy(val_acc) 0.5 0.75"},
        /* Losses in parts. */
        {"  epoch,  train/box_loss,  train/cls_loss,  metrics/mAP_0.5,  val/box_loss,  val/cls_loss, "
         " x/lr0\n  0,  1.5,  0.5,  0.01,  2,  0.25,  0.1\n  1,  1,  0.5,  0.02,  nan,  0.25,  0.2\n",
         "csv 1/1 epochs 0 1: loss(train/box_loss + train/cls_loss) 2 1.5; "
         "val_loss(val/box_loss + val/cls_loss) 2.25 nan; learning_rate(x/lr0) 0.1 0.2"},
        /* Percent, and an error rate beside the loss. */
        {"epoch,train_loss,eval_loss,eval_top1,eval_top5\n0,6.5,6.25,1.5,4\n1,5.5,5.75,12.5,25\n",
         "csv 1/1 epochs 0 1: loss(train_loss) 6.5 5.5; val_loss(eval_loss) 6.25 5.75; "
         "val_accuracy(eval_top1) 0.015 0.125"},
        {"epoch,train_loss,valid_loss,error_rate,time\n0,0.5,0.25,0.25,00:30\n1,0.4,0.2,0.125,01:05\n",
         "csv 1/1 epochs 0 1: loss(train_loss) 0.5 0.4; val_loss(valid_loss) 0.25 0.2; "
         "val_accuracy(error_rate) 0.75 0.875; seconds(time) 30 65"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void table(void **state)
{
    static const struct log_case cases[] = {
        {"epoch     train_loss  valid_loss  accuracy  time\n"
         "0         1.250000    1.500000    0.250000  02:40\n"
         "1         1.000000    1.750000    0.375000  1:12:10\n",
         "table 1/1 epochs 0 1: loss(train_loss) 1.25 1; val_loss(valid_loss) 1.5 1.75; "
         "val_accuracy(accuracy) 0.25 0.375; seconds(time) 160 4330"},
        {"| Training Loss | Epoch | Step | Validation Loss | Accuracy |\n"
         "|:-------------:|:-----:|:----:|:---------------:|:--------:|\n"
         "| No log        | 0.5   | 40   | 0.9000          | 0.5000   |\n"
         "| 0.8000        | 1.0   | 80   | 0.7000          | 0.6250   |\n",
         "table 1/1 epochs 0.5 1: loss(Training Loss) - 0.8; val_loss(Validation Loss) 0.9 0.7; "
         "val_accuracy(Accuracy) 0.5 0.625"},
        {"  epoch    train_loss    valid_acc    valid_loss     dur\n"
         "-------  ------------  -----------  ------------  ------\n"
         "      1        0.6875       0.6000        0.6750  0.0400\n"
         "      2        0.5000       0.7000        0.6250  0.0300\n",
         "table 1/1 epochs 1 2: loss(train_loss) 0.6875 0.5; val_loss(valid_loss) 0.675 0.625; "
         "val_accuracy(valid_acc) 0.6 0.7; seconds(dur) 0.04 0.03"},
        {"  epoch    train_loss    valid_loss    cp     dur\n"
         "-------  ------------  ------------  ----  ------\n"
         "      1        0.7500        0.6250     +  0.0500\n"
         "      2        0.5000        0.7500        0.0500\n",
         "table 1/1 epochs 1 2: loss(train_loss) 0.75 0.5; val_loss(valid_loss) 0.625 0.75; "
         "seconds(dur) 0.05 0.05"},
        {"Epoch       Training Error       Validation Error       Time\n----------------------\n"
         "    1       5.0000e-01           4.0000e-01            1.5s\n"
         "    2       4.0000e-01           4.5000e-01            1.5s\n",
         "table 1/1 epochs 1 2: loss(Training Error) 0.5 0.4; val_loss(Validation Error) 0.4 0.45; "
         "seconds(Time) 1.5 1.5"},
        {"<table><tr><th>epoch</th><th>train_loss</th><th>valid_loss</th></tr>"
         "<tr><td>0</td><td>0.5</td><td>0.75</td></tr></table>",
         "table 1/1 epochs 0: loss(train_loss) 0.5; val_loss(valid_loss) 0.75"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

static void prints(void **state)
{
    static const struct log_case cases[] = {
        {"Epoch 2/10, Train Loss: 0.75, Val Loss: 0.5, lambda=0.0\n"
         "Epoch 3/10, Train Loss: 0.625, Val Loss: 0.25, lambda=0.0\nBest validation loss: 0.25\n",
         "prints 1/1 epochs 2 3: loss(Train Loss) 0.75 0.625; val_loss(Val Loss) 0.5 0.25"},
        {"#1/4 - Training Loss: 5.25 >> [ Accuracy: 9.5% - Validation Loss : 4.125 ]\n"
         "#2/4 - Training Loss: 4.25 >> [ Accuracy: 14.5% - Validation Loss : 3.75 ]\n",
         "prints 1/1 epochs 1 2: loss(Training Loss) 5.25 4.25; "
         "val_loss(Validation Loss) 4.125 3.75; val_accuracy(Accuracy) 0.095 0.145"},
        {"Epoch 0/1\n----------\ntrain Loss: 0.75 Acc: 0.5\nval Loss: 0.5 Acc: 0.625\n\n"
         "Epoch 1/1\n----------\ntrain Loss: 0.625 Acc: 0.75\nval Loss: 0.25 Acc: 0.875\n",
         "prints 1/1 epochs 0 1: loss(train Loss) 0.75 0.625; accuracy(Acc (training)) 0.5 0.75; "
         "val_loss(val Loss) 0.5 0.25; val_accuracy(Acc (validation)) 0.625 0.875"},
        {"Epoch 1 of 9 took 12.5s\n  training loss:\t\t2.5\n  validation loss:\t\t2.25\n"
         "  validation accuracy:\t\t11.50 %\nEpoch 2 of 9 took 12.4s\n  training loss:\t\t2.0\n"
         "  validation loss:\t\t2.125\n  validation accuracy:\t\t12.50 %\n",
         "prints 1/1 epochs 1 2: loss(training loss) 2.5 2; val_loss(validation loss) 2.25 2.125; "
         "val_accuracy(validation accuracy) 0.115 0.125; seconds(took) 12.5 12.4"},
        {"2020-07-22 19:36:33,968 INFO:root:Epoch[4] Train-accuracy=0.75\n"
         "2020-07-22 19:36:43,968 INFO:root:Epoch[4] Validation-accuracy=0.5\n"
         "2020-07-22 19:36:53,968 INFO:root:Epoch[5] Train-accuracy=0.875\n"
         "2020-07-22 19:37:03,968 INFO:root:Epoch[5] Validation-accuracy=0.625\n",
         "prints 1/1 epochs 4 5: accuracy(Train-accuracy) 0.75 0.875; "
         "val_accuracy(Validation-accuracy) 0.5 0.625"},
        /* Running lines count only where the epoch has no line of its own. */
        {"Train Epoch: 1 [0/600 (0%)]\tLoss: 2.5\nTrain Epoch: 1 [300/600 (50%)]\tLoss: 1.5\n"
         "Test set: Average loss: 0.5000, Accuracy: 75/100 (75%)\n"
         "Train Epoch: 2 [0/600 (0%)]\tLoss: 1.5\nTrain Epoch: 2 [300/600 (50%)]\tLoss: 1.0\n"
         "Test set: Average loss: 0.2500, Accuracy: 87/100 (87%)\n",
         "prints 1/1 epochs 1 2: loss(Loss) 2 1.25; val_loss(Average loss) 0.5 0.25; "
         "val_accuracy(Accuracy) 0.75 0.87; n 100 log"},
        {"Epoch 7: train loss 1.5, acc: 10%; val loss: 2.5, acc 20%; used: 7.0 mins.\n"
         "Train loss: 9.5, acc: 99%, learning rate: 0.5, time left 3.0 mins.\n"
         "Epoch 8: train loss 1.25, acc: 12%; val loss: 2.25, acc 22%; used: 7.0 mins.\n",
         "prints 1/1 epochs 7 8: loss(train loss) 1.5 1.25; accuracy(acc (training)) 0.1 0.12; "
         "val_loss(val loss) 2.5 2.25; val_accuracy(acc (validation)) 0.2 0.22; "
         "learning_rate(learning rate) 0.5 -"},
        {"Epoch 1: 0.75 loss, 0.5 acc, 0.875 val_loss, 0.25 val_acc\n"
         "Epoch 2: 0.5 loss, 0.75 acc, 0.625 val_loss, 0.375 val_acc\n",
         "prints 1/1 epochs 1 2: loss(loss) 0.75 0.5; accuracy(acc) 0.5 0.75; "
         "val_loss(val_loss) 0.875 0.625; val_accuracy(val_acc) 0.25 0.375"},
        {"[1,  2000] loss: 2.25\n[1,  4000] loss: 1.75\n[2,  2000] loss: 1.5\n[2,  4000] loss: 1.0\n",
         "prints 1/1 epochs 1 2: loss(loss) 2 1.25"},
        {"Epoch: [0][0/40]\tTime 1.2 (1.2)\tLoss 6.75 (6.75)\tAcc@1 0.1 (0.1)\tAcc@5 0.5 (0.5)\n"
         "Epoch: [0][10/40]\tTime 1.2 (1.25)\tLoss 6.0 (6.5)\tAcc@1 1.5 (1.0)\tAcc@5 4.0 (3.5)\n"
         "Test: [0/10]\tLoss 6.25 (6.25)\tAcc@1 1.0 (1.0)\n * Acc@1 2.500 Acc@5 3.500\n"
         "Epoch: [1][10/40]\tTime 1.2 (1.25)\tLoss 5.0 (5.5)\tAcc@1 3.5 (3.0)\tAcc@5 5.0 (4.5)\n"
         "Test: [0/10]\tLoss 5.25 (5.25)\tAcc@1 1.0 (1.0)\n * Acc@1 4.500 Acc@5 6.500\n",
         "prints 1/1 epochs 0 1: loss(Loss (training)) 6.5 5.5; accuracy(Acc@1 (training)) 0.01 0.03; "
         "val_loss(Loss (validation)) 6.25 5.25; val_accuracy(Acc@1 (validation)) 0.025 0.045; "
         "seconds(Time) 1.25 1.25"},
        {"2021-01-01 10:00:01,123 epoch 1 - iter 10/100 - loss 0.9 - samples/sec: 33.4\n"
         "2021-01-01 10:00:03,123 EPOCH 1 done: loss 0.75 - lr 0.00005\n"
         "2021-01-01 10:00:04,123 DEV : loss 0.5 - f1-score (micro avg)  0.7\n"
         "2021-01-01 10:00:13,123 EPOCH 2 done: loss 0.5 - lr 0.00005\n"
         "2021-01-01 10:00:14,123 DEV : loss 0.625 - f1-score (micro avg)  0.75\n",
         "prints 1/1 epochs 1 2: loss(loss (training)) 0.75 0.5; val_loss(loss (validation)) 0.5 0.625; "
         "learning_rate(lr) 5e-05 5e-05"},
        {"I0812 12:00:01.10  1234 solver.cpp:397]     Test net output #0: accuracy = 0.5\n"
         "I0812 12:00:01.10  1234 solver.cpp:397]     Test net output #1: loss = 2.25 (* 1 = 2.25 loss)\n"
         "I0812 12:00:02.10  1234 solver.cpp:218] Iteration 0 (0 iter/s, 1s/100 iters), loss = 2.5\n"
         "I0812 12:00:04.10  1234 solver.cpp:397]     Test net output #0: accuracy = 0.75\n"
         "I0812 12:00:04.10  1234 solver.cpp:397]     Test net output #1: loss = 0.25 (* 1 = 0.25 loss)\n"
         "I0812 12:00:05.10  1234 solver.cpp:218] Iteration 500 (9 iter/s, 1s/100 iters), loss = 0.5\n",
         "prints 1/1 epochs 1 2: loss(loss (training)) 2.5 0.5; val_loss(loss (validation)) 2.25 0.25; "
         "val_accuracy(accuracy) 0.5 0.75"},
        {"I trained my model for 20 epochs.\nAfter epoch 5 validation accuracy stays at 0.5.\n\n"
         "Epoch: 5, loss: 0.5, val_loss: 0.625\nEpoch: 6, loss: 0.375, val_loss: 0.75\n"
         "Epoch: 7, loss: 0.25, val_loss: 0.875\n\nWhat can I do?\n",
         "prints 1/1 epochs 5 6 7: loss(loss) 0.5 0.375 0.25; val_loss(val_loss) 0.625 0.75 0.875"},
        {"Epoch: 0\n [=====>]  Step: 50ms | Loss: 1.500 | Acc: 25.000% (125/500) 9/9\n"
         " [=====>]  Step: 20ms | Loss: 1.250 | Acc: 37.500% (75/200) 2/2\nSaving..\n\n"
         "Epoch: 1\n [=====>]  Step: 50ms | Loss: 1.000 | Acc: 50.000% (250/500) 9/9\n"
         " [=====>]  Step: 20ms | Loss: 1.125 | Acc: 47.500% (95/200) 2/2\n",
         "prints 1/1 epochs 0 1: loss(Loss (training)) 1.5 1; accuracy(Acc (training)) 0.25 0.5; "
         "val_loss(Loss (validation)) 1.25 1.125; val_accuracy(Acc (validation)) 0.375 0.475"},
        {"step 0: train loss 4.25, val loss 4.5\niter 0: loss 4.0, time 3000.00ms\n"
         "step 250: train loss 1.75, val loss 2.0\niter 250: loss 2.25, time 5000.00ms\n",
         "prints 1/1 epochs 1 2: loss(train loss) 4.25 1.75; val_loss(val loss) 4.5 2"},
        {"Epoch 1:\ntrain_loss=0.75\ncv_loss=0.5\nEpoch 2:\ntrain_loss=0.5\ncv_loss=0.25\n",
         "prints 1/1 epochs 1 2: loss(train_loss) 0.75 0.5; val_loss(cv_loss) 0.5 0.25"},
        /* The same words twice an epoch: training, then validation. */
        {"Epoch 1\nloss 0.75 acc 0.5\nloss 1.5 acc 0.25\nEpoch 2\nloss 0.5 acc 0.75\n"
         "loss 1.25 acc 0.375\n",
         "prints 1/1 epochs 1 2: loss(loss (training)) 0.75 0.5; accuracy(acc (training)) 0.5 0.75; "
         "val_loss(loss (validation)) 1.5 1.25; val_accuracy(acc (validation)) 0.25 0.375"},
    };

    (void)state;
    ASSERT_LOGS(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keras),
        cmocka_unit_test(csv),
        cmocka_unit_test(table),
        cmocka_unit_test(prints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
