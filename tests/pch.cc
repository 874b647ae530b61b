// Nothing: this file stands for the headers that all tests share (CMakeLists.txt).
