. "$here/lib.sh"
# what differs between the libraries is said where somebody looks for it
says() { # term text: with blanks for line ends
    expect 0 "$RAVINE" explain "$1"
    tr -s ' \n' ' ' <out >flat
    has flat "$2"
}
says conv2d.padding "size / stride cells, rounded up"
says conv2d.padding "PyTorch's padding=1 puts the first kernel elsewhere"
says batchnorm.epsilon "1e-5 as in PyTorch; Keras has 1e-3"
says batchnorm.epsilon "what goes into the running one is the unbiased (N - 1)"
says plateau.cooldown "all of them, as in PyTorch (Keras already counts the last one)"
says one_cycle.cycle_momentum "1 - beta1^t of the beta1 in force, as PyTorch does"
says label_smoothing "loss that is printed, of val_loss too"
says sgd.nesterov "variance 0.322 against 0.271"
says gradient_norm "before clipping shortens them"
says loss "with the penalty of L1 and L2, which val_loss and snapshot_loss have not"
says gap "loss contains the penalty and dropout"
says train.passes "equal steps, not equal epochs"
says val_loss_se "finite population"
