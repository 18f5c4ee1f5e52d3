"""Training of the networks that ship: data packing, augmentation, pretraining, fine-tuning."""
